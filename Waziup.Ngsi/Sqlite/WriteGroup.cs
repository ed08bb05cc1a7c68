using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Steps of calls that share transactions and a flush, and what has become of them.</summary>
internal sealed class WriteGroup
{
    /// <summary>The steps, in the order in which they are carried out.</summary>
    public List<(WriteCall Call, int Step)> Steps { get; } = [];

    /// <summary>The calls that can be answered with it.</summary>
    public Answers Answers { get; } = new();

    /// <summary>Its number: those who see what it has committed wait until this was flushed.</summary>
    public long Number { get; set; }

    /// <summary>How many steps were committed.</summary>
    public int Committed { get; set; }

    /// <summary>The position of the newest record in the change log after it.</summary>
    public long Head { get; set; }

    /// <summary>When its last commit began, by the clock of the metrics.</summary>
    public long Began { get; set; }
}
