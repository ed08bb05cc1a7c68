using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Waziup.Ngsi.JsonLd;

/// <summary>The core contexts v1.0 to v1.9, made from one embedded table (<c>spec/contexts/core-terms.csv</c>); never fetched.</summary>
/// <remarks>Whatever version a client names, names are handled by the newest one: it is the base that every context stands on.</remarks>
internal static class CoreContexts
{
    /// <summary>The URL of the newest version: what a request uses that names no context.</summary>
    public const string Newest = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld";

    /// <summary>The vocabulary of every name that no context defines. The core context comes last, so its @vocab always wins.</summary>
    public const string Vocabulary = "https://uri.etsi.org/ngsi-ld/default-context/";

    private const string FileName = "ngsi-ld-core-context";
    private const string Extension = ".jsonld";
    private const int NewestMinor = 9;

    private static readonly string[] Roots = ["https://uri.etsi.org/ngsi-ld/", "http://uri.etsi.org/ngsi-ld/"];
    private static readonly CoreTermRow[] Rows = ReadRows();
    private static readonly Lazy<byte[]>[] Documents =
        [.. Enumerable.Range(0, NewestMinor + 1).Select(minor => new Lazy<byte[]>(() => Write(minor)))];

    private static readonly HashSet<string> ScopedTerms =
        new(Rows.Where(row => row.Within.Length > 0).Select(row => row.Within), StringComparer.Ordinal);

    /// <summary>The terms of the newest version.</summary>
    public static TermTable Terms { get; } = ReadTerms();

    /// <summary>The default vocabulary in UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8Vocabulary => "https://uri.etsi.org/ngsi-ld/default-context/"u8;

    /// <summary>The URL of the newest version in UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8Newest => "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld"u8;

    /// <summary>Whether a core term has a scoped context of its own.</summary>
    public static bool IsScoped(string term) => ScopedTerms.Contains(term);

    /// <summary>Whether a URL names a core context: http or https, any version or none.</summary>
    /// <param name="url">An absolute URL.</param>
    /// <param name="minor">The version, 1.<c>minor</c>.</param>
    /// <exception cref="JsonLdException">It names a version of the core context that does not exist.</exception>
    public static bool IsCore(string url, out int minor)
    {
        if (!TryMatch(url, out minor))
            return false;

        return minor >= 0 ? true : throw new JsonLdException(JsonLdErrorCode.LoadingFailed, $"There is no core context {url}.");
    }

    /// <summary>Whether a URL looks like that of a core context.</summary>
    /// <param name="url">Any text.</param>
    /// <param name="minor">The version, 1.<c>minor</c>; -1 if there is no such version.</param>
    public static bool TryMatch(string url, out int minor)
    {
        minor = -1;
        if (FileOf(url) is not { } file)
            return false;

        if (file.StartsWith($"v1/{FileName}", StringComparison.Ordinal) && file.EndsWith(Extension, StringComparison.Ordinal))
        {
            var version = file.AsSpan()[(FileName.Length + 3)..^Extension.Length];
            if (version.IsEmpty)
                minor = NewestMinor;
            else if (version.Length == 5 && version.StartsWith("-v1.", StringComparison.Ordinal) && char.IsAsciiDigit(version[4]))
                minor = version[4] - '0';
        }

        return true;
    }

    /// <summary>One spelling of the URL of a core context.</summary>
    public static string Canonical(string url) => Roots[0] + FileOf(url);

    /// <summary>The path of a core context below the folder of all its versions; null for any other URL.</summary>
    private static string? FileOf(string url)
    {
        var hash = url.IndexOf('#', StringComparison.Ordinal);
        var path = hash < 0 ? url : url[..hash];
        var start = 0;
        foreach (var root in Roots)
        {
            if (path.StartsWith(root, StringComparison.OrdinalIgnoreCase))
                start = root.Length;
        }

        if (start == 0)
            return null;

        path = path[start..];
        return path.AsSpan(path.LastIndexOf('/') + 1).StartsWith(FileName, StringComparison.Ordinal) ? path : null;
    }

    /// <summary>The document of a version.</summary>
    public static ReadOnlyMemory<byte> Document(int minor) => Documents[minor].Value;

    private static CoreTermRow[] ReadRows()
    {
        using var stream = typeof(CoreContexts).Assembly.GetManifestResourceStream("core-terms.csv")
            ?? throw new InvalidOperationException("The table of core terms is not embedded in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return CoreTermRow.ReadAll(reader);
    }

    private static TermTable ReadTerms()
    {
        using var document = JsonDocument.Parse(Document(NewestMinor));
        var builder = new TermBuilder(TermTable.Empty, null, int.MaxValue);
        builder.Add(JsonText.ReadMembers(document.RootElement.GetProperty("@context"u8)), isDocument: true);
        return builder.ToTable();
    }

    private static byte[] Write(int minor)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var rows = Rows.Where(row => row.Since <= minor && minor <= row.Until).ToArray();
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("@context"u8);
            if (minor >= 8)
            {
                writer.WritePropertyName("@version"u8);
                writer.WriteRawValue("1.1"u8);
                writer.WriteBoolean("@protected"u8, true);
            }

            foreach (var row in rows.Where(row => row.Within.Length == 0))
                Write(writer, row, rows);

            writer.WriteString("@vocab"u8, Utf8Vocabulary);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, CoreTermRow row, CoreTermRow[] rows)
    {
        var scoped = row.Within.Length == 0 ? Array.FindAll(rows, inner => inner.Within == row.Term) : [];
        if (row.Type.Length == 0 && row.Container.Length == 0 && scoped.Length == 0)
        {
            writer.WriteString(row.Term, row.Iri);
            return;
        }

        writer.WriteStartObject(row.Term);
        writer.WriteString("@id"u8, row.Iri);
        if (row.Type.Length > 0)
            writer.WriteString("@type"u8, row.Type);
        if (row.Container.Length > 0)
            writer.WriteString("@container"u8, row.Container);
        if (scoped.Length > 0)
            WriteScoped(writer, scoped);
        writer.WriteEndObject();
    }

    private static void WriteScoped(Utf8JsonWriter writer, CoreTermRow[] scoped)
    {
        writer.WriteStartArray("@context"u8);
        writer.WriteStartObject();
        foreach (var row in scoped.Where(row => row.Iri.Length > 0))
            Write(writer, row, scoped);
        writer.WriteEndObject();
        foreach (var row in scoped.Where(row => row.Iri.Length == 0))
            writer.WriteStringValue(row.Term);
        writer.WriteEndArray();
    }
}
