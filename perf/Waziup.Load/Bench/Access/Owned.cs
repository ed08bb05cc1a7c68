using System.Globalization;

namespace Waziup.Load.Bench.Access;

/// <summary>Entities of the other workloads with an owner and a scope beside what they have, by which policies decide.</summary>
internal static class Owned
{
    /// <summary>How many persons own the entities, each one's share.</summary>
    public const int Owners = 100;

    /// <summary>How many regions the entities are spread over.</summary>
    public const int Regions = 50;

    /// <summary>The entity with owner and scope.</summary>
    /// <param name="entity">The entity, as JSON.</param>
    /// <param name="number">Its number, by which it gets them.</param>
    public static string With(string entity, int number) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{{{entity[..^1]}}},"owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:{{{Person(number % Owners)}}}"},"scope":"/region/r{{{number % Regions}}}/field"}""");

    /// <summary>What keys and policies call a person.</summary>
    public static string Person(int number) => "p" + number.ToString("D3", CultureInfo.InvariantCulture);
}
