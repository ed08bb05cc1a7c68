namespace Waziup.Ngsi.Tests.Architecture;

/// <summary>The checkout that the running tests were built from.</summary>
static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>An absolute path from one that is written as in the documents, with forward slashes.</summary>
    public static string At(string path) => Path.Combine(Root, path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>The reverse of <see cref="At"/>.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>The source files of a folder, without what the build wrote there.</summary>
    public static IEnumerable<string> Sources(string folder, string pattern = "*.cs") =>
        Directory.EnumerateFiles(At(folder), pattern, SearchOption.AllDirectories)
            .Where(file => !Relative(file).Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Waziup.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Waziup.sln.");
    }
}
