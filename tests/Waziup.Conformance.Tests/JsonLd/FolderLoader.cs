using Waziup.Ngsi.JsonLd;

namespace Waziup.Conformance.Tests.JsonLd;

/// <summary>Serves the files of the test cases at the addresses that they would have.</summary>
sealed class FolderLoader(string folder, string baseIri) : IContextLoader
{
    public async ValueTask<LoadedContext> LoadAsync(Uri context, CancellationToken cancel)
    {
        var url = context.AbsoluteUri;
        var path = url.StartsWith(baseIri, StringComparison.Ordinal) ? Path.Combine(folder, url[baseIri.Length..]) : null;
        return path is not null && File.Exists(path)
            ? new LoadedContext(await File.ReadAllBytesAsync(path, cancel), null)
            : throw new JsonLdException(JsonLdErrorCode.LoadingFailed, $"{url} is not there.");
    }
}
