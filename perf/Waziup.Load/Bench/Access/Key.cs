using System.Text.Json;

namespace Waziup.Load.Bench.Access;

/// <summary>A key that somebody shows, and what it gives him.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Subject">In whose name it acts.</param>
/// <param name="Roles">The numbers of the roles; see <see cref="PolicySet"/>.</param>
/// <param name="Groups">The numbers of the groups.</param>
internal sealed record Key(string Name, string Subject, IReadOnlyList<int> Roles, IReadOnlyList<int> Groups)
{
    // The only one, so that requests need not say it.
    const string Purpose = "maintenance";

    /// <summary>Sees, and may change, all of all stations.</summary>
    public static Key Reader { get; } = new("reader", Owned.Person(7), [0, 1, 2], [3, 8]);

    /// <summary>Sees all stations at a coarse place, and their owners under pseudonyms.</summary>
    public static Key Coarse { get; } = new("coarse", Owned.Person(8), [16, 17, 18], [3, 8]);

    /// <summary>One for each role, which has that role alone.</summary>
    public static IReadOnlyList<Key> OfRoles { get; } =
        [.. Enumerable.Range(0, PolicySet.Roles).Select(role => new Key(PolicySet.Role(role), Owned.Person(role), [role], []))];

    /// <summary>What an administrator asks for to get it.</summary>
    public string Form => JsonSerializer.Serialize(new
    {
        name = Name,
        subject = Subject,
        roles = Roles.Select(PolicySet.Role),
        groups = Groups.Select(PolicySet.Group),
        purposes = new[] { Purpose },
    });
}
