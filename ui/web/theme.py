"""The look that Gradio's own parts take on; the rest is in `ui/assets/*.css`."""

from __future__ import annotations

import gradio as gr


def footnote_theme() -> gr.themes.Base:
    """Paper and ink, with the red of a rubric; local fonts in the weights that are complete."""
    theme = gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_sm,
        spacing_size=gr.themes.sizes.spacing_sm,
        text_size=gr.themes.sizes.text_sm,
        font=[
            gr.themes.LocalFont("Source Sans Pro", weights=(400, 700)),
            "system-ui",
            "sans-serif",
        ],
        font_mono=[gr.themes.LocalFont("IBM Plex Mono", weights=(400, 700)), "monospace"],
    )
    return theme.set(
        body_background_fill="#faf8f3",
        body_background_fill_dark="#1a1917",
        body_text_color="#26231f",
        body_text_color_dark="#e8e4db",
        background_fill_primary="#fffdf9",
        background_fill_primary_dark="#211f1c",
        background_fill_secondary="#f4f0e8",
        background_fill_secondary_dark="#272521",
        border_color_primary="#e3dccf",
        border_color_primary_dark="#3a3731",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        input_background_fill="#fffdf9",
        input_background_fill_dark="#211f1c",
        button_primary_background_fill="#1f5f5b",
        button_primary_background_fill_dark="#2b7a74",
        button_primary_background_fill_hover="#17504c",
        button_primary_background_fill_hover_dark="#348c86",
        color_accent="#1f5f5b",
        color_accent_soft="#e4eeec",
        color_accent_soft_dark="#223a37",
        slider_color="#1f5f5b",
        slider_color_dark="#7cc7bf",
        checkbox_background_color_selected="#1f5f5b",
        checkbox_background_color_selected_dark="#2b7a74",
        checkbox_border_color_selected="#1f5f5b",
        checkbox_border_color_selected_dark="#7cc7bf",
        checkbox_border_color_focus="#1f5f5b",
        checkbox_label_background_fill="transparent",
        checkbox_label_background_fill_dark="transparent",
        checkbox_label_background_fill_selected="transparent",
        checkbox_label_background_fill_selected_dark="transparent",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#ffffff",
    )
