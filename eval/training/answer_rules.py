"""Questions after an attribute of a named method: stated, only mentioned, or absent.

The same wording is put to abstracts that state the attribute and to abstracts that do not, so
that neither the wording nor the name tells whether the question is answered.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from eval.training.answer_groups import Abstract, Group, Pool, held_out
from rag.domain import Paper
from rag.text.names import own_name
from rag.text.stems import content_stems, stem, words
from rag.text.words import STOP_WORDS

STATED, ABSENT, MENTIONED = 110, 80, 40  # questions an attribute, of each sort
_N = (
    r"(?:\d[\d,.]*\+?[ -]?(?:[kKMB]\b|thousand|million|billion)?|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|fifteen|twenty"
    r"|dozens of|hundreds of|thousands of|millions of)[ -]"
)
_THINGS = (
    r"(?:examples|samples|images|sentences|instances|documents|videos|clips|dialog(?:ue)?s|pairs"
    r"|questions|articles|utterances|conversations|scenes|objects|hours|tweets|reviews|recordings)"
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """Questions with {} for the name; what mentions the attribute; what states it ("" for none)."""

    questions: tuple[str, ...]
    mention: re.Pattern[str]
    stated: re.Pattern[str] | None
    dev_only: bool = field(default=False)


# questions | ... ;; mention ;; stated. A leading "~" keeps the attribute for measuring.
_TABLE = rf"""
How many parameters does {{}} have?|What is the size of {{}} in parameters? ;; param|\bsize|large ;; {_N}(?:\w+ )?parameters?\b
Which GPU was {{}} trained on?|How many GPUs does {{}} need?|On what hardware does {{}} run? ;; [GCT]PU|hardware|device|nvidia|desktop|laptop|FPGA ;; (?:on|with|using) (?:an? |one |single |{_N})[^.]{{0,30}}[GCT]PUs?\b
Under which licence is {{}} released?|What is the license of {{}}? ;; licen[sc] ;; licen[sc]e
Which optimizer was used to train {{}}?|Was {{}} trained with Adam or SGD? ;; optimi[sz]er|\bSGD|\bAdam\b|gradient ;;
~What batch size does {{}} use? ;; batch ;;
How many annotators labelled {{}}?|Who annotated {{}}? ;; annotat|crowd|label|expert ;; {_N}(?:\w+ )?(?:annotators|crowd ?workers|experts)|(?:annotated|labell?ed) by
What is the latency of {{}}?|How many frames per second does {{}} run at?|Does {{}} run in real time? ;; laten|real[- ]?time|fps\b|\bHz|\bms\b|millisec|second|frames per|speed|fast ;; \d+ ?(?:fps|Hz|ms|milliseconds|frames per second)\b|(?:in|at) real[- ]time
How much faster is {{}}?|What speed-up does {{}} give? ;; fast|speed|accelerat|times|order|\d[x×] ;; \d[\d.]*(?:x|×| times)[^.]{{0,12}} (?:faster|speed)|speed-?ups? (?:of|by)|orders? of magnitude faster
Who funded {{}}?|Which grant paid for {{}}? ;; fund|grant|sponsor|support ;;
~How much did {{}} cost?|What does it cost to run {{}}? ;; cost|\$|dollar|budget|cheap|expens|price ;; \$ ?\d
How many examples does {{}} contain?|How large is the data of {{}}?|How much data was collected for {{}}? ;; \d{{3}}|large|million|thousand|hundred ;; {_N}(?:[\w-]+ ){{0,3}}{_THINGS}\b
In which programming language is {{}} written?|Is there a Python package of {{}}? ;; python|C\+\+|implement|library|torch|julia|toolbox|package|matlab|software ;; (?:in|for) (?:Python|C\+\+|Julia|Java|R|MATLAB)\b|Python (?:library|package|toolbox)
What learning rate does {{}} use? ;; learning rate|step[- ]?size ;;
What BLEU score does {{}} reach?|By how many BLEU points does {{}} improve? ;; BLEU ;; \d[\d.]*\+? (?:\w+ )?BLEU|BLEU[^.]{{0,40}}\d
What accuracy does {{}} reach?|How accurate is {{}}? ;; accura|%|percent|precis ;; accurac[^.]{{0,50}}\d[\d.]* ?%|\d[\d.]* ?%[^.]{{0,40}}accura
What F1 score does {{}} reach? ;; \bF-?1|F-?score|F-?measure|%|points ;; F-?1[^.]{{0,40}}\d\d|\d\d[\d.]* ?%?[^.]{{0,20}}F-?1
What mAP does {{}} reach?|What is the average precision of {{}}? ;; \bm?AP\b|precision ;; \d[\d.]* ?%? (?:\w+ )?m?AP\b|\bm?AP\b[^.]{{0,30}}\d\d
~What PSNR does {{}} reach? ;; PSNR|\bdB\b ;; PSNR[^.]{{0,30}}\d|\d[\d.]* ?dB
What word error rate does {{}} have? ;; \bWER|error rate ;; (?:WER|error rate)[^.]{{0,50}}\d
What FID does {{}} reach? ;; \bFID|Inception ;; \bFID\b[^.]{{0,40}}\d
~What is the perplexity of {{}}? ;; perplex|\bPPL ;; (?:perplex|PPL)[^.]{{0,40}}\d
By how much does {{}} improve on earlier work?|How large is the gain of {{}}? ;; \d[\d.]* ?%|percent|point|improve|gain|outperform ;; (?:improv|gain|outperform|increas|better|surpass|boost)[^.]{{0,80}} \d[\d.]* ?(?:%|percent|points)
Is the code of {{}} available?|Where can I find the code of {{}}?|Is {{}} open source? ;; code|github|http|available|open[- ]?source|releas|public ;; \b(?:code|implementation|software|toolbox|source)[^.]{{0,60}}(?:available|released|http|github|open|public)|github\.com
How many languages does {{}} cover?|Which languages does {{}} support? ;; language|lingual|english|chinese ;; {_N}(?:[\w-]+ ){{0,2}}languages\b
On how many datasets was {{}} tested?|Which benchmarks was {{}} evaluated on? ;; dataset|benchmark|corpora|data set ;; {_N}(?:[\w-]+ ){{0,3}}(?:datasets|benchmarks|corpora)\b
How many tasks was {{}} evaluated on? ;; task ;; {_N}(?:[\w-]+ ){{0,3}}tasks\b
How many people took part in the study of {{}}?|How many users tested {{}}? ;; participant|user|patient|subject|human|people|volunteer|student ;; {_N}(?:[\w-]+ ){{0,2}}(?:participants|users|patients|subjects|volunteers|students|people|children)\b
What are the limits of {{}}?|When does {{}} fail? ;; limit|however|fail|drawback|weak|\bonly\b|remain|poor|struggl|difficult|but\b ;;
Does {{}} come with theoretical guarantees?|What is proved about {{}}? ;; theor|guarant|prov|converg|bound|optimal ;; \b(?:we|also) (?:\w+ )?(?:prove|establish)\b|theoretical(?:ly)? (?:guarantee|analys|justif|result)|convergence (?:rate|guarantee)|regret bound
What is the time complexity of {{}}?|How does the cost of {{}} scale? ;; complex|O\(|linear|quadratic|polynomial|\btime\b|scal ;; (?:linear|quadratic|polynomial|logarithmic|sublinear|constant)[- ]time|complexity of|\bO\(|scales? (?:linearly|quadratically|with)
Does {{}} outperform earlier methods?|Is {{}} better than the baselines?|How well does {{}} perform? ;; outperform|better|superior|state[- ]of|improv|perform|compar|effective|surpass|competitive|experiment|result ;; outperform|superior (?:to|performance)|better than|surpass|state[- ]of[- ]the[- ]art (?:results|performance|accuracy)
How much memory does {{}} need? ;; memory|storage|\bGB\b|\bRAM ;; memory[- ](?:usage|footprint|consumption|cost|requirement|efficien)|less memory|\d ?GB\b
How much energy does {{}} use?|What is the carbon footprint of {{}}? ;; energy|power|watt|carbon|battery ;;
How long does it take to train {{}}? ;; hours|days|minutes|training time|train[^.]*(?:time|fast) ;; (?:within|in|takes?|than|only) (?:\w+ )?{_N}(?:\w+ )?(?:hours|days|minutes)
~How many layers does {{}} have? ;; layer|depth|deep ;; {_N}layers?\b
How many epochs was {{}} trained for? ;; epoch|iteration ;;
Which random seeds were used for {{}}? ;; seed|random ;;
What was {{}} pretrained on?|Which corpus was used to pretrain {{}}? ;; pre-?train|corpus|corpora ;; pre-?train(?:ed)? (?:on|using|with)
~What loss function does {{}} use? ;; loss|objective|regulari ;; (?:\w+ ){{1,2}}loss\b
Does {{}} use data augmentation? ;; augment ;; augment
What is the inter-annotator agreement of {{}}? ;; kappa|agreement|annotat ;;
Is {{}} used in production?|Where has {{}} been deployed? ;; deploy|product|industr|real[- ]world|practic|company ;; (?:been|was|is|are|successfully) deployed|in production
Is {{}} robust to noise?|How robust is {{}}? ;; robust|nois|perturb|corrupt ;; robust (?:to|against)|robustness (?:to|against)|more robust
~Can {{}} withstand adversarial attacks? ;; adversar|attack|robust ;; (?:robust|defen|withstand|resist)[^.]{{0,50}}attack
Does {{}} protect privacy? ;; priva|anonym|secur ;; differential(?:ly)?[- ]priva|priva\w+[- ]preserv|preserv\w+ priva|protect\w* [^.]{{0,30}}priva
Can the decisions of {{}} be interpreted?|Is {{}} interpretable? ;; interpret|expla|transparen|understand ;; interpretab|explainab
Does {{}} work zero-shot? ;; zero[- ]shot|unseen|few[- ]shot|generali ;; zero[- ]shot
Was {{}} judged by people?|What did the human evaluation of {{}} show? ;; human|user stud|judg|participant|people|subjective ;; human (?:evaluat|judg|rater|preference)|user stud
~What did the ablation of {{}} show? ;; ablat|component|contribut ;; ablation
Which sensors does {{}} use? ;; sensor|camera|lidar|radar|\bIMU|depth|RGB ;; (?:using|with|from|equipped with|only) [^.]{{0,30}}(?:cameras?|lidar|radar|\bIMU|sensors?)\b
Which robot was {{}} tested on?|Was {{}} tried on a real robot? ;; robot|hardware|platform|physical|simulat ;; (?:real|physical|humanoid|quadruped|mobile|legged)[- ](?:world )?robots?\b|real-world experiments
What resolution does {{}} work at? ;; resolution|pixel ;; \d{{2,}} ?[x×] ?\d{{2,}}
~How does {{}} compare with GPT-4? ;; GPT|LLM|large language ;; GPT-?4
How does {{}} treat gender bias?|What are the ethical risks of {{}}? ;; ethic|bias|fair|risk|harm|gender|social ;;
Which statistical test was used for {{}}? ;; signific|p-value|t-test|test ;;
Is {{}} statistically significant? ;; signific|p ?[<=] ?0 ;; statistically significant|significan(?:t|ce)[^.]{{0,40}}p ?[<=]
What vocabulary size does {{}} use?|Which tokenizer does {{}} use? ;; token|vocab|word ;;
How were the hyperparameters of {{}} chosen? ;; hyper-?param|tun(?:ed|ing)|select|grid|validation ;;
When was {{}} published?|Who are the authors of {{}}?|Where do the authors of {{}} work? ;; publish|author|universit|institut|\b(?:19|20)\d\d\b ;;
"""  # noqa: E501


def attributes() -> list[Attribute]:
    """The table above, compiled."""
    found = []
    for line in _TABLE.strip().splitlines():
        asked, mention, stated = (part.strip() for part in f"{line} ".split(" ;; "))
        pattern = re.compile(stated) if stated else None
        questions = tuple(asked.lstrip("~").split("|"))
        found.append(
            Attribute(questions, re.compile(mention, re.I), pattern, asked.startswith("~"))
        )
    return found


_OWN = re.compile(r"\b(?:we|our|results?|experiments?|evaluat\w+)\b", re.I)
_IS = (
    "{0} is an? |{0},? (?:which|that) |{0}[^.]{{0,25}}, an? "
    "|(?:propose|introduce|present)[^.]{{0,80}}{0}"
)


def named(pool: Pool, most: int, seed: int) -> Iterator[tuple[Abstract, str]]:
    """Papers, in random order, that give their contribution a name."""
    keys = sorted(pool.papers)
    random.Random(seed).shuffle(keys)
    for key in keys[:most]:
        title, text = pool.papers[key]
        name = own_name(Paper(key, title, text))
        abstract = pool.abstract(key) if name and text.count(name.name) else None
        if name and abstract and 3 < len(abstract.sentences) < 16:
            yield abstract, name.name


def _about(abstract: Abstract, name: str, one: Attribute) -> tuple[str, tuple[int, ...]]:
    """Whether `abstract` states, only mentions, or lacks an attribute; and where it states it."""
    if one.stated:
        places = tuple(i for i, s in enumerate(abstract.sentences) if one.stated.search(s))
        own = [i for i in places if _is_own(abstract.sentences, i, name)]
        if places:
            # What the background says of others states nothing of the paper's own method.
            return ("stated", places) if len(own) == len(places) < 4 else ("", ())
    touched = [s for s in abstract.sentences if one.mention.search(s)]
    if not touched:
        return "absent", ()
    # A mention beside a number, or of something that no pattern finds, may be an answer.
    quiet = one.stated is not None and not any(re.search(r"\d", s) for s in touched)
    counted = one.questions[0].startswith(("How many", "How large", "What", "By how", "How much"))
    return ("mentioned", ()) if quiet and counted else ("", ())


def _is_own(sentences: Sequence[str], place: int, name: str) -> bool:
    """Whether a sentence is about the paper's own work, by its words or its place."""
    said = sentences[place]
    return name in said or bool(_OWN.search(said)) or place >= 0.5 * len(sentences)


def templated(
    papers: Sequence[tuple[Abstract, str]], seed: int
) -> Iterator[tuple[Abstract, Group]]:
    """Questions after attributes, about as many stated as not."""
    chance, table = random.Random(seed), attributes()
    room = {"stated": STATED, "absent": ABSENT, "mentioned": MENTIONED}
    used: dict[tuple[int, str], int] = {}
    for abstract, name in papers:
        dev = held_out(abstract.key)
        left = {"stated": 2, "absent": 1, "mentioned": 1}
        for number in chance.sample(range(len(table)), len(table)):
            one = table[number]
            if one.dev_only and not dev:
                continue
            sort, places = _about(abstract, name, one)
            most = room.get(sort, 0) // (3 if one.dev_only else 1)
            if not left.get(sort) or used.get((number, sort), 0) >= most:
                continue
            used[number, sort] = used.get((number, sort), 0) + 1
            left[sort] -= 1
            question = chance.choice(one.questions).format(name)
            kind = f"{sort}{'/new' if one.dev_only else ''}"
            yield abstract, Group(question, "rules", kind, abstract.key, places, dev)


def defined(
    papers: Sequence[tuple[Abstract, str]], most: int, seed: int
) -> Iterator[tuple[Abstract, Group]]:
    """What a name is: the sentence that introduces it, not the ones that use it."""
    chance = random.Random(seed)
    asked = ("What is {}?", "What does {} do?", "Define {}.", "what is {}", "Explain {}.")
    for abstract, name in papers:
        pattern = re.compile(_IS.format(re.escape(name)))
        places = tuple(i for i, s in enumerate(abstract.sentences) if pattern.search(s))
        if 0 < len(places) < 3 and most:
            most -= 1
            question = chance.choice(asked).format(name)
            dev = held_out(abstract.key)
            yield abstract, Group(question, "rules", "defined", abstract.key, places, dev)


_GENERIC = frozenset(
    content_stems(
        "how does what main purpose work works used use using help improve method approach model "
        "algorithm system framework problem performance better different goal role type new novel "
        "proposed propose key result results make important effective possible compare achieve "
        "address handle solve ensure perform technique reason advantage benefit difference way "
        "data paper task learning network based process function provide allow enable two three"
    )
)


def transplant(group: Group, name: str, other: Abstract, theirs: str) -> Group | None:
    """A question about `name` asked of another paper's name, where nothing asked for occurs."""
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    if not pattern.search(group.question):
        return None
    asked = [w for w, _, _ in words(pattern.sub(" ", group.question)) if w not in STOP_WORDS]
    left = {stem(word) for word in asked} - _GENERIC
    held = set(content_stems(f"{other.title} {other.text}"))
    if not any(len(word) > 3 for word in left) or left & held:
        return None
    question = pattern.sub(lambda _: theirs, group.question)
    return Group(question, "transplant", group.kind, other.key, (), held_out(other.key))
