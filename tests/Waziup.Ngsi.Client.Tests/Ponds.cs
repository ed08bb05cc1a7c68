namespace Waziup.Ngsi.Client.Tests;

/// <summary>Entities that many tests use.</summary>
static class Ponds
{
    public static readonly DateTimeOffset Morning = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    public static string Id(int number) => $"urn:ngsi-ld:Pond:{number:000}";

    public static NgsiEntity Pond(int number) => new NgsiEntityBuilder(Id(number), "Pond").Property("temperature", number, unitCode: "CEL").Build();

    public static IEnumerable<NgsiEntity> Many(int count) => Enumerable.Range(0, count).Select(Pond);
}
