using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Waziup.Ngsi.Sensors.Catalogue;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Discovery;

/// <summary>Reads a need for sensors.</summary>
internal static partial class NeedForm
{
    private const double MostSeconds = 36_525 * 86_400d;

    public static bool TryRead(JsonElement document, out SensorNeed? need, out ImmutableArray<FormRemark> remarks)
    {
        var problems = new List<FormRemark>();
        need = null;
        remarks = [new FormRemark("", "This is an object.")];
        if (document.ValueKind != JsonValueKind.Object)
            return false;
        var form = new Form(document, "", problems);
        var read = Read(form);
        if (problems.Count > 0)
        {
            remarks = [.. problems];
            return false;
        }
        remarks =
        [
            .. CatalogueCheck.Warnings(read.SensorKind, read.QuantityKind, read.UnitCode)
                .Select(warning => new FormRemark(form.At(warning.Member), warning.Message)),
            .. form.Unread(),
        ];
        need = read;
        return true;
    }

    private static SensorNeed Read(Form form)
    {
        var place = PlaceOf(form);
        var (min, max) = (Whole(form, "min", SensorNeed.MostSensors) ?? 1, Whole(form, "max", SensorNeed.MostSensors));
        if (max < min)
            form.Refuse("max", "It is less than min, which is 1 where nothing is said.");
        var order = form.Word("orderBy", "distance", "freshness");
        if (order == "distance" && place is not NeedPlace.Near)
            form.Refuse("orderBy", "A distance is one from near.");
        return new SensorNeed
        {
            Name = form.Text("name"),
            QuantityKind = Term(form, "quantityKind"),
            ControlledProperty = Term(form, "controlledProperty"),
            SensorKind = Term(form, "sensorKind"),
            UnitCode = Term(form, "unitCode"),
            Place = place,
            Scopes = [.. form.Scopes("scope")],
            Owners = [.. form.Ids("owner")],
            Fresh = FreshOf(form),
            Quality = Whole(form, "quality", 4),
            Min = min,
            Max = max,
            Order = order == "distance" || (order is null && place is NeedPlace.Near) ? NeedOrder.Distance : NeedOrder.Freshness,
        };
    }

    private static NeedPlace? PlaceOf(Form form)
    {
        var (near, area) = (form.Any("near") is null ? null : Near(form), form.Any("area") is null ? null : AreaForm.Read(form, "area"));
        if (near is not null && area is not null)
            form.Refuse("area", "It is either near or area.");
        return near ?? area;
    }

    private static NeedPlace? Near(Form form)
    {
        var centre = PlaceForm.Read(form, "near");
        if (form.Any("near") is { ValueKind: JsonValueKind.Object } near && near.TryGetProperty("maxDistance", out var distance)
            && distance.ValueKind == JsonValueKind.Number && distance.TryGetDouble(out var metres) && metres is > 0 and <= 21_000_000)
            return centre is null ? null : new NeedPlace.Near(new Spot(centre[0], centre[1]), metres);
        if (centre is not null)
            form.Refuse("near", "It needs maxDistance, in metres.");
        return null;
    }

    private static TimeSpan? FreshOf(Form form)
    {
        if (form.Duration("fresh") is not { } age)
            return null;
        if (age.Seconds is > 0 and <= MostSeconds)
            return age.Span;
        form.Refuse("fresh", "This is a duration above nothing, and of at most a hundred years.");
        return null;
    }

    private static int? Whole(Form form, string member, int most)
    {
        if (form.Any(member) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 1 && number <= most)
            return number;
        form.Refuse(member, $"This is a whole number from 1 to {most}.");
        return null;
    }

    // It becomes a part of a query, so it may hold nothing that ends a text there.
    private static string? Term(Form form, string member)
    {
        if (form.Text(member) is not { } text)
            return null;
        if (TermPattern().IsMatch(text))
            return text;
        form.Refuse(member, "This is a name, without blanks and quotes.");
        return null;
    }

    [GeneratedRegex("""^[^\s"\\<>(){}|;,&]{1,200}\z""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TermPattern();
}
