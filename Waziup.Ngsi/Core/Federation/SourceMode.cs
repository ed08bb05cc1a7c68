namespace Waziup.Ngsi.Federation;

/// <summary>How the data of a context source stands to what is held here (4.3.6).</summary>
internal enum SourceMode : byte
{
    /// <summary>Beside it: reads are merged, writes go to both.</summary>
    Inclusive,

    /// <summary>In place of it: the registered attributes of an entity are there, and nowhere else.</summary>
    Exclusive,

    /// <summary>In place of it: matching entities are there, and not here.</summary>
    Redirect,

    /// <summary>Below it: fills in what nobody else has; never written to.</summary>
    Auxiliary,
}
