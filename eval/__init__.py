"""The yardstick: how good retrieval, citation and refusal are."""
