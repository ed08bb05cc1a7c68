using System.Text.Json;

namespace Waziup.Conformance.Tests.JsonLd;

/// <summary>A list of test cases of the W3C.</summary>
static class Manifest
{
    /// <summary>The cases of <c>expand-manifest.jsonld</c> or <c>compact-manifest.jsonld</c>, in their order.</summary>
    public static List<ManifestCase> Read(string folder, string name)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, $"{name}-manifest.jsonld")));
        var root = manifest.RootElement.Clone();
        var baseIri = root.GetProperty("baseIri").GetString()!;
        return [.. root.GetProperty("sequence").EnumerateArray().Select(entry => new ManifestCase(entry.GetProperty("@id").GetString()!, baseIri, entry))];
    }
}
