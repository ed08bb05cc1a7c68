using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Federation;

/// <summary>How a request to a context source ended.</summary>
internal enum RemoteResult : byte
{
    /// <summary>It was answered, well or not.</summary>
    Answered,

    /// <summary>It was not, in time; or was not asked because it failed a moment ago.</summary>
    Silent,

    /// <summary>The answer cannot be used: too long, broken off.</summary>
    Unusable,
}

/// <summary>What a context source has answered.</summary>
/// <param name="Result">Whether it has.</param>
/// <param name="Status">The HTTP status; 0 where there is no answer.</param>
/// <param name="Body">The body.</param>
internal sealed record RemoteReply(RemoteResult Result, int Status, ReadOnlyMemory<byte> Body)
{
    public static RemoteReply Silent { get; } = new(RemoteResult.Silent, 0, default);

    public static RemoteReply Unusable { get; } = new(RemoteResult.Unusable, 0, default);

    /// <summary>Values of its Link headers.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Warnings about sources behind it, which are passed on.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Of a history that is not told whole: from when to when it goes (Content-Range, 6.3.10); null where nothing is said.</summary>
    public string? Range { get; init; }

    /// <summary>Whether the source says where more is (RFC 8288).</summary>
    public bool HasNext => LinkReader.HasRel(Links, "next");

    public bool IsSuccess => Result == RemoteResult.Answered && Status is >= 200 and < 300;

    /// <summary>Whether the source is to blame.</summary>
    public bool IsFailure => Result != RemoteResult.Answered || Status >= 500;
}
