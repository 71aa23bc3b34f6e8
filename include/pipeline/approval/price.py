"""What embedding costs, in words: by EMBEDDING_PRICE, else by the list of prices that Pydantic keeps (genai-prices)."""

from collections.abc import Iterable

from include.embedding.model import EmbeddingModel
from include.model_names import ModelName
from include.settings import Settings

MILLION = 1_000_000
UNKNOWN = "not known; set EMBEDDING_PRICE to what a million tokens cost"


def price(tokens: int, model: EmbeddingModel, settings: Settings) -> str:
    """Returns what so many tokens cost, in words."""
    if settings.embedding_price:
        return f"{_amount(tokens, settings.embedding_price)} (EMBEDDING_PRICE: {_a_million(settings.embedding_price)})"
    if not model.is_paid:
        return "none, the model runs here"
    listed = _listed_price(ModelName.read(model.name))
    return f"{_amount(tokens, listed)} US dollars (listed: {_a_million(listed)})" if listed else UNKNOWN


def price_of(texts: Iterable[str], model: EmbeddingModel, settings: Settings) -> str:
    """Returns what embedding texts costs; empty where nobody is paid. Their provider may count tokens otherwise."""
    if not model.is_paid:
        return ""
    tokens = model.tokens(texts)
    return f"about {tokens:,} tokens, price: {price(tokens, model, settings)}"


def _listed_price(name: ModelName) -> float:
    """Dollars for a million tokens; 0 where the list does not have the model, or somebody else runs it."""
    if name.url:
        return 0.0
    try:
        from genai_prices import Usage, calc_price

        found = calc_price(Usage(input_tokens=MILLION), name.model.partition(":")[2], provider_id=name.provider)
    except (ImportError, LookupError):
        return 0.0
    return float(found.total_price)


def _amount(tokens: int, a_million: float) -> str:
    cost = tokens / MILLION * a_million
    return f"{cost:,.2f}" if cost >= 0.01 else "less than 0.01"


def _a_million(price: float) -> str:
    return f"{price:g} for a million tokens"
