namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>A word that JSON-LD keeps for itself, or none.</summary>
internal enum Keyword : byte
{
    None,
    Base,
    Container,
    Context,
    Direction,
    Graph,
    Id,
    Import,
    Included,
    Index,
    Json,
    Language,
    List,
    Nest,
    NoneValue,
    Prefix,
    Propagate,
    Protected,
    Reverse,
    Set,
    Type,
    Value,
    Version,
    Vocab,
}
