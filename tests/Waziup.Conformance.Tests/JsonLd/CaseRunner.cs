using System.Buffers;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.JsonLd.Processing;

namespace Waziup.Conformance.Tests.JsonLd;

/// <summary>Runs test cases of the W3C against our processor.</summary>
sealed class CaseRunner(string folder)
{
    /// <summary>Runs a case: with members in order, where every array must be as expected, and without, where only lists must be.</summary>
    /// <returns>What is wrong; null if nothing is.</returns>
    public async Task<string?> RunAsync(ManifestCase test, CancellationToken cancel) =>
        await RunAsync(test, isOrdered: true, cancel) ?? await RunAsync(test, isOrdered: false, cancel);

    async Task<string?> RunAsync(ManifestCase test, bool isOrdered, CancellationToken cancel)
    {
        var output = new ArrayBufferWriter<byte>();
        try
        {
            await ProcessAsync(test, isOrdered, output, cancel);
        }
        catch (JsonLdException refused)
        {
            var code = JsonLdErrorText.Of(refused.Code);
            return code == test.ExpectedError ? null : $"Refused as \"{code}\" ({refused.Code}: {refused.Message}), expected: {test.ExpectedError ?? "no error"}.";
        }

        var actual = Encoding.UTF8.GetString(output.WrittenSpan);
        if (test.ExpectedError is { } error)
            return $"Not refused as \"{error}\", but made {actual}";

        using var expected = JsonDocument.Parse(await File.ReadAllBytesAsync(At(test.Expected!), cancel));
        using var made = JsonDocument.Parse(output.WrittenMemory);
        var isSame = isOrdered
            ? JsonElement.DeepEquals(expected.RootElement, made.RootElement)
            : SameDocument.Is(expected.RootElement, made.RootElement);
        return isSame
            ? null
            : $"Made {actual}\nexpected {JsonSerializer.Serialize(expected.RootElement)}";
    }

    async Task ProcessAsync(ManifestCase test, bool isOrdered, ArrayBufferWriter<byte> output, CancellationToken cancel)
    {
        var processor = new JsonLdProcessor(new FolderLoader(folder, test.BaseIri), TimeProvider.System, new ContextOptions());
        var options = new JsonLdOptions
        {
            DocumentUrl = test.BaseIri + test.Input,
            Base = test.Option("base"),
            ExpandContext = test.Option("expandContext") is { } context ? await ReadAsync(context, cancel) : default,
            CompactArrays = test.Flag("compactArrays", otherwise: true),
            CompactToRelative = test.Flag("compactToRelative", otherwise: true),
            Ordered = isOrdered,
            Mode = test.Option("processingMode") == "json-ld-1.0" ? ProcessingMode.JsonLd10 : ProcessingMode.JsonLd11,
        };
        var document = await ReadAsync(test.Input, cancel);
        if (test.Context is { } target)
            await processor.CompactAsync(document, await ReadAsync(target, cancel), options, output, cancel);
        else
            await processor.ExpandAsync(document, options, output, cancel);
    }

    Task<byte[]> ReadAsync(string file, CancellationToken cancel) => File.ReadAllBytesAsync(At(file), cancel);

    string At(string file) => Path.Combine(folder, file);
}
