namespace Waziup.Load.Bench;

/// <summary>The kinds of data with which a measurement can start.</summary>
internal enum DataKind
{
    None,

    /// <summary>A few thousand sample entities: as many as the broker needs to make an index.</summary>
    Some,

    /// <summary><see cref="Sample.Count"/> sample entities.</summary>
    Stations,

    /// <summary>The entities of <see cref="Bench.Field"/>.</summary>
    Field,

    /// <summary>The histories of <see cref="Bench.Past"/>.</summary>
    Past,

    /// <summary>Those of <see cref="Stations"/> with owners and scopes.</summary>
    OwnedStations,

    /// <summary>Those of <see cref="Field"/> with owners and scopes.</summary>
    OwnedField,
}
