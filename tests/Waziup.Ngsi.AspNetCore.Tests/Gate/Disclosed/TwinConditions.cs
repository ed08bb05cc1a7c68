using System.Globalization;
using System.Text.RegularExpressions;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>Conditions, places and orders that search for what is hidden.</summary>
static partial class TwinConditions
{
    private static readonly string[] Conditions =
    [
        "numValue==#", "numValue!=#", "numValue>#", "numValue<#", "numValue>=#", "numValue<=#", "numValue==#..#", "numValue", "!numValue", "numValue~=1",
        "numValue.unitCode==\"CEL\"", "numValue.unitCode", "numValue.modifiedAt>\"@\"", "numValue.createdAt<\"@\"", "numValue.observedAt>\"2025-06-01T11:00:00Z\"", "numValue[a]==1",
        "crop==\"cereal\"", "crop!=\"root\"", "crop==\"maize\"", "crop~=\"ma\"", "crop~=\"ere\"", "crop!~=\"ere\"", "crop<\"m\"", "crop==\"a\"..\"l\"", "crop", "!crop", "crop.modifiedAt<\"@\"",
        "note", "!note", "note==5", "note!=5", "note==\"apple\"", "note~=\"^a\"", "note>\"m\"", "note.modifiedAt>\"@\"", "note.observedAt>\"2025-06-01T15:00:00Z\"",
        "owner=={alias0}", "owner=={alias1}", "owner!={alias0}", "owner==\"{alias2}\"", "owner==urn:ngsi-ld:Person:kofi", "owner==\"urn:ngsi-ld:Person:ama\"", "owner!=urn:ngsi-ld:Person:yaw",
        "owner", "!owner", "inPlot=={alias3}", "owner.modifiedAt>\"@\"", "owner==urn:ngsi-ld:Person:kofi,urn:ngsi-ld:Person:ama",
        "soil.calibration", "!soil.calibration", "soil.calibration>4", "soil.calibration.createdAt<\"@\"", "soil[calibration]==3", "soil>2", "soil.modifiedAt>\"@\"",
        "depth>20", "depth==2", "depth", "depth.datasetId==urn:d:raw", "depth.modifiedAt>\"@\"", "location", "location.modifiedAt>\"@\"", "location.createdAt<\"@\"",
        "pulse", "!pulse", "pulse>2", "pulse.observedAt>\"@\"", "level>2", "!level", "level.modifiedAt<\"@\"", "createdAt<\"@\"", "modifiedAt>\"@\"", "!modifiedAt", "secretive", "label==\"a\"", "label~=.",
        "owner{name}==\"ama\"", "owner{note}==5", "inPlot{area}>1", "inPlot{owner{name}}==\"yaw\"", "near{numValue}>#", "near{crop}==\"cereal\"", "near{note}",
    ];

    private static readonly string[] Orders =
    [
        "numValue", "numValue;desc", "crop", "crop;desc,level", "note", "note;desc", "depth;desc", "level,numValue;desc", "soil.calibration", "soil,id",
        "modifiedAt", "createdAt;desc", "scope", "type,numValue", "numValue.modifiedAt", "note.modifiedAt;desc", "numValue.observedAt", "pulse", "pulse.observedAt;desc", "id", "location",
    ];

    public static string Condition(Random shared)
    {
        var one = Single(shared);
        return shared.Next(4) switch
        {
            0 => $"{one};{Single(shared)}",
            1 => $"({one}|{Single(shared)})",
            _ => one,
        };
    }

    /// <summary>A relation to a place near those of the readings.</summary>
    public static string Geo(Random shared)
    {
        var (east, north) = (4.995 + (shared.Next(0, 50) / 1000.0), 4.995 + (shared.Next(0, 50) / 1000.0));
        var (right, above) = (east + (shared.Next(1, 30) / 1000.0), north + (shared.Next(1, 30) / 1000.0));
        var box = FormattableString.Invariant($"geometry=Polygon&coordinates=[[[{east},{north}],[{right},{north}],[{right},{above}],[{east},{above}],[{east},{north}]]]");
        var point = FormattableString.Invariant($"geometry=Point&coordinates=[{east},{north}]");
        return "geoproperty=location&" + Drawn.Pick(shared,
            $"georel=near;maxDistance=={shared.Next(1, 60) * 100}&{point}", $"georel=near;minDistance=={shared.Next(1, 60) * 100}&{point}",
            $"georel=within&{box}", $"georel=disjoint&{box}", $"georel=intersects&{box}", $"georel=equals&{point}");
    }

    public static string Order(Random shared) => shared.Next(3) == 0
        ? FormattableString.Invariant($"orderBy=location;{Drawn.Pick(shared, "dist-asc", "dist-desc")}&orderFrom=[{5 + (shared.Next(0, 40) / 1000.0)},5.02]")
        : "orderBy=" + Drawn.Pick(shared, Orders);

    /// <summary>As it may stand in a URL; names in braces stay.</summary>
    public static string Escaped(string condition) => Place().Replace(Uri.EscapeDataString(condition), "{$1}");

    /// <summary>Whether it looks into linked entities, which has to be asked for.</summary>
    public static bool Links(string condition) => Inner().IsMatch(condition);

    private static string Single(Random shared)
    {
        var condition = Drawn.Pick(shared, Conditions).Replace("@", $"2026-01-01T00:{shared.Next(60):00}:00Z", StringComparison.Ordinal);
        var (low, high) = (shared.Next(-20, 60), shared.Next(0, 60));
        return condition.Contains("#..#", StringComparison.Ordinal)
            ? condition.Replace("#..#", $"{Math.Min(low, high)}..{Math.Max(low, high) + 1}", StringComparison.Ordinal)
            : condition.Replace("#", (low + (shared.Next(0, 10) / 10.0)).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [GeneratedRegex("[a-z]\\{")]
    private static partial Regex Inner();

    [GeneratedRegex("%7B(alias[0-9]+|map)%7D")]
    private static partial Regex Place();
}
