using Waziup.Ngsi.Model;
using Waziup.Ngsi.Tests.Architecture.Fakes;

namespace Waziup.Ngsi.Tests.Architecture;

/// <summary>An entity becomes bytes through its view and the renderer only, so nobody else may read the bytes it is stored as.</summary>
public class DocumentBytesTests
{
    const string Attribute = "DocumentBytesAttribute";

    // Query judges the bytes and says yes or no, or what comes first. Storage packages keep the bytes; they do not give them to anybody but through the store interfaces.
    // Disclosing makes other entities of them, those that views show.
    static readonly string[] Allowed =
        ["Waziup.Ngsi.Model", "Waziup.Ngsi.Query", "Waziup.Ngsi.Storage", "Waziup.Ngsi.Access.Disclosing", "Waziup.Ngsi.Rendering", "Waziup.Ngsi.Sqlite", "Waziup.Ngsi.PostgreSql"];

    [Fact]
    public void Only_Model_Query_Storage_and_Rendering_read_the_bytes_of_a_document()
    {
        var packages = Directory.EnumerateFiles(AppContext.BaseDirectory, "Waziup.Ngsi*.dll")
            .Where(file => !Path.GetFileName(file).Contains("Tests", StringComparison.Ordinal)
                && !Path.GetFileName(file).Contains("Contract", StringComparison.Ordinal))
            .ToList();
        var marked = MemberUses.Marked(typeof(Entity).Assembly.Location, Attribute);

        Assert.Contains("Waziup.Ngsi.Model.Entity::get_Document", marked);
        Assert.True(packages.Count >= 3, string.Join(", ", packages));
        Assert.Empty(packages.SelectMany(package => Readers(package, marked, Allowed)));
    }

    [Fact]
    public void The_bytes_of_a_document_are_not_public()
    {
        var core = typeof(Entity).Assembly;
        var open = MemberUses.Marked(core.Location, Attribute).Select(member => member.Split("::"))
            .Where(member => core.GetType(member[0], throwOnError: true)! is { IsVisible: true } type && type.GetMember(member[1]).Length > 0);

        Assert.Empty(open);
    }

    [Fact]
    public void The_rule_finds_every_way_to_read_marked_members()
    {
        var here = typeof(DocumentBytesTests).Assembly.Location;
        var marked = MemberUses.Marked(here, Attribute);

        var readers = Readers(here, marked, ["Waziup.Ngsi.Tests.Architecture.Fakes.Friends"])
            .Where(reader => reader.StartsWith("Waziup.Ngsi.Tests.Architecture.Fakes.", StringComparison.Ordinal))
            .ToList();

        Assert.Equal(4, marked.Count);
        string[] ways = ["Property", "Field", "Generic", "Lambda", "MethodGroup", "Async", "Nested"];
        Assert.All(ways, way => Assert.Contains(readers, reader => reader.Contains(nameof(Stranger), StringComparison.Ordinal)
            && reader.Contains(way, StringComparison.Ordinal)));
        Assert.DoesNotContain(readers, reader => reader.Contains("Harmless", StringComparison.Ordinal));
        Assert.DoesNotContain(readers, reader => reader.Contains("Friend", StringComparison.Ordinal));
    }

    static IEnumerable<string> Readers(string assembly, IReadOnlySet<string> marked, string[] allowed) =>
        MemberUses.In(assembly)
            .Where(use => marked.Contains($"{use.Type}::{use.Member}") && !allowed.Any(space => IsWithin(use.UserNamespace, space)))
            .Select(use => $"{use.User} reads {use.Type}::{use.Member}")
            .Distinct();

    static bool IsWithin(string space, string parent) => space == parent || space.StartsWith(parent + ".", StringComparison.Ordinal);
}
