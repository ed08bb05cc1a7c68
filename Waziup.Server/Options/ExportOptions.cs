namespace Waziup.Server.Options;

/// <summary>What <c>export</c> writes, and of which broker it asks for it.</summary>
internal sealed class ExportOptions
{
    /// <summary>The broker.</summary>
    public Uri Broker { get; set; } = new(OptionTable.DefaultUrl);

    /// <summary>The key or token that is shown; null for none.</summary>
    public string? AccessKey { get; set; }

    /// <summary>The attribute.</summary>
    public string Attribute { get; set; } = "numValue";

    /// <summary>The datasetId of its instances; null for those that have none.</summary>
    public string? Dataset { get; set; }

    /// <summary>The first time; null for no bound.</summary>
    public DateTimeOffset? From { get; set; }

    /// <summary>The first time that is too late; null for no bound.</summary>
    public DateTimeOffset? Until { get; set; }
}
