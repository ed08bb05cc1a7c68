using System.Text.Json;

namespace Waziup.Conformance.Tests.JsonLd;

/// <summary>One case of a manifest.</summary>
/// <param name="Id">Its id, such as <c>#t0001</c>.</param>
/// <param name="BaseIri">The IRI of the folder that the manifest lies in.</param>
/// <param name="Entry">The case as written.</param>
sealed record ManifestCase(string Id, string BaseIri, JsonElement Entry)
{
    /// <summary>Why a processor for JSON-LD 1.1 that reads no HTML need not pass it; null if it must.</summary>
    public string? NotApplicable
    {
        get
        {
            if (Option("specVersion") == "json-ld-1.0")
                return "for JSON-LD 1.0 only";

            return Input.EndsWith(".html", StringComparison.Ordinal) ? "HTML" : null;
        }
    }

    public string Input => Member("input")!;

    public string? Context => Member("context");

    public string? Expected => Member("expect");

    public string? ExpectedError => Member("expectErrorCode");

    public string? Member(string name) => Entry.TryGetProperty(name, out var value) ? value.GetString() : null;

    public string? Option(string name) => Find(name)?.GetString();

    public bool Flag(string name, bool otherwise) => Find(name)?.GetBoolean() ?? otherwise;

    JsonElement? Find(string name) =>
        Entry.TryGetProperty("option", out var option) && option.TryGetProperty(name, out var value) ? value : null;
}
