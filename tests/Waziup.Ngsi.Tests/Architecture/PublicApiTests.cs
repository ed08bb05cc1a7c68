using System.Reflection;
using Waziup.Ngsi.Tests.Architecture.Fakes;

namespace Waziup.Ngsi.Tests.Architecture;

/// <summary>The public surface of a package is a promise: a change of it must show in the diff of a text file.</summary>
public class PublicApiTests
{
    const string Update = "WAZIUP_UPDATE_API";

    [Theory]
    [InlineData("Waziup.Ngsi", "Waziup.Ngsi/Core")]
    [InlineData("Waziup.Ngsi.AspNetCore", "Waziup.Ngsi/AspNetCore")]
    [InlineData("Waziup.Ngsi.Client", "Waziup.Ngsi/Client")]
    [InlineData("Waziup.Ngsi.Mqtt", "Waziup.Ngsi/Mqtt")]
    [InlineData("Waziup.Ngsi.NewtonsoftJson", "Waziup.Ngsi/NewtonsoftJson")]
    [InlineData("Waziup.Ngsi.PostgreSql", "Waziup.Ngsi/PostgreSql")]
    [InlineData("Waziup.Ngsi.Sensors", "Waziup.Ngsi/Sensors")]
    [InlineData("Waziup.Ngsi.Sqlite", "Waziup.Ngsi/Sqlite")]
    [InlineData("Waziup.Ngsi.Sync", "Waziup.Ngsi/Sync")]
    public void The_public_surface_is_the_one_written_down(string assembly, string folder)
    {
        var file = Repository.At($"{folder}/PublicApi.txt");
        var actual = PublicApi.Of(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(file, actual);

        var written = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        var difference = Difference(written, actual);

        Assert.True(difference.Length == 0, $"""
            The public surface of {assembly} differs from {folder}/PublicApi.txt (- written down, + compiled):
            {difference}
            If that is meant, run '{Update}=1 dotnet test tests/Waziup.Ngsi.Tests' and commit the file.
            """);
    }

    [Fact]
    public void Every_package_has_a_file()
    {
        var packages = Repository.Sources("Waziup.Ngsi", "*.csproj").Select(file => Path.GetDirectoryName(file)!);

        Assert.All(packages, folder => Assert.True(File.Exists(Path.Combine(folder, "PublicApi.txt")), Repository.Relative(folder)));
    }

    [Fact]
    public void The_print_shows_what_a_caller_sees()
    {
        var print = PublicApi.Of([typeof(ApiSample<>), typeof(ApiSample<>.Level), typeof(ApiRecord), typeof(ApiExtensions)]);

        Assert.Equal(
            """
            namespace Waziup.Ngsi.Tests.Architecture.Fakes

            static class ApiExtensions
                static int Twice(this int value)

            sealed record class ApiRecord : IEquatable<ApiRecord>
                IReadOnlyList<string?>? Notes { get; init; }
                new(string Name, IReadOnlyList<string?>? Notes)
                string Name { get; init; }

            abstract class ApiSample<T> : IDisposable
                T? this[int index] { get; }
                ValueTask<(int, string?)> FindAsync(T key, string? hint = default, int limit = 20)
                abstract bool TryRead(ReadOnlySpan<byte> utf8, out string? value)
                const int Most = 5
                int Count { get; protected set; }
                protected new()
                protected virtual void OnChange(params int[] items)
                required string Title { get; init; }
                void Dispose()

            enum ApiSample<T>.Level
                High = 7
                Low = 0

            """.ReplaceLineEndings("\n"),
            print);
    }

    [Fact]
    public void A_difference_names_the_type_it_is_in()
    {
        var difference = Difference("class A\n    int B()\n    int C()\n", "class A\n    int B()\n    long C()\n");

        Assert.Equal("  class A\n-     int C()\n+     long C()", difference);
    }

    // Enough for sorted text: lines of one side that the other lacks, each below the type it belongs to.
    static string Difference(string written, string actual)
    {
        var old = Lines(written);
        var now = Lines(actual);
        var changes = old.Except(now).Select(line => (line.Type, Text: $"- {line.Text}", Order: 0))
            .Concat(now.Except(old).Select(line => (line.Type, Text: $"+ {line.Text}", Order: 1)));
        var types = changes.GroupBy(change => change.Type, StringComparer.Ordinal).OrderBy(type => type.Key, StringComparer.Ordinal);
        var lines = types.SelectMany(type => type.OrderBy(change => change.Order).Select(change => change.Text).Prepend($"  {type.Key}"));
        return string.Join('\n', lines);
    }

    static List<(string Type, string Text)> Lines(string print)
    {
        var lines = new List<(string, string)>();
        var type = "";
        foreach (var line in print.Split('\n').Where(line => line.Length > 0))
        {
            if (!line.StartsWith(' '))
                type = line;

            lines.Add((type, line));
        }

        return lines;
    }
}
