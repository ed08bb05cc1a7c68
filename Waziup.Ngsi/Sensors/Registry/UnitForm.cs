using System.Globalization;
using Waziup.Ngsi.Sensors.Catalogue;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>Reads the unit of a sensor: a code, a label for people, or a name of WAZIUP.</summary>
internal static class UnitForm
{
    public static (string? Label, string? Code) Read(Form form, List<FormRemark> warnings)
    {
        var (label, code) = (form.Text("unit"), form.Text("unitCode"));
        if (code is not null)
            return (label ?? Units.Find(code)?.Symbol ?? code, code);
        if (label is null)
            return (null, null);
        var name = UnitNames.Find(label);
        if (name?.Code is null)
            warnings.Add(new(form.At("unit"), $"No code is known for {label}; it stays a text, and numbers in it are not converted."));
        else if (name.Factor != 1)
            warnings.Add(new(form.At("unit"), string.Create(CultureInfo.InvariantCulture, $"There is no code for {label}. Numbers times {name.Factor} have the code {name.Code}.")));
        else
            return (name.Note is null ? Units.Find(name.Code)!.Symbol : name.Name, name.Code);
        return (label, null);
    }
}
