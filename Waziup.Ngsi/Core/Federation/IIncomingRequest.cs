using System.Collections.Immutable;

namespace Waziup.Ngsi.Federation;

/// <summary>A request as it came, as far as it matters to those that are made of it.</summary>
internal interface IIncomingRequest
{
    string Method { get; }

    /// <summary>Its path below the root of the API, as it was sent.</summary>
    string Path { get; }

    IReadOnlyList<(string Name, string Value)> Parameters { get; }

    /// <summary>A header; null for none.</summary>
    string? Header(string name);

    /// <summary>Tells the client what is wrong with a source (6.3.17).</summary>
    void Warn(string warning);

    /// <summary>The brokers through which it came, by what they call themselves (RFC 9110 section 7.6.3).</summary>
    ImmutableArray<string> Passed => Header("Via") is { } via
        ? [.. via.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Name)] : [];

    private static string Name(string step) => step.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var name, ..] ? name : step;
}
