using System.Buffers;
using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Codecs.SenMl;

/// <summary>Makes readings of the records of a pack, one after another (RFC 8428 section 4.6).</summary>
/// <remarks>
/// <para>
/// Base fields hold from their record on. A record with nothing but base fields gives no reading. A sum is a reading of its own, whose
/// sensor is the record's name and <c>#sum</c>, which no name can contain. The time until the next update is not kept.
/// </para>
/// <para>
/// Times below 2**28 count from now, which is when the payload was received. A record without any time has none: its reading has
/// none either. Versions up to 10 are understood, and secondary units (RFC 9100) in whichever version.
/// </para>
/// </remarks>
internal sealed class SenMlResolver(Instant received, ReadingList found)
{
    private const double FirstAbsoluteTime = 1 << 28;
    private const double Version = 10;
    private const double VersionWithSecondaryUnits = 26;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-:./_");

    private string _baseName = "";
    private string? _baseUnit;
    private double? _baseTime;
    private double? _baseValue;
    private double? _baseSum;
    private double? _version;

    /// <summary>Takes the next record of the pack.</summary>
    public void Add(SenMlRecord record)
    {
        CheckVersion(record.Version);
        _baseName = record.BaseName ?? _baseName;
        _baseUnit = record.BaseUnit ?? _baseUnit;
        _baseTime = record.BaseTime ?? _baseTime;
        _baseValue = record.BaseValue ?? _baseValue;
        _baseSum = record.BaseSum ?? _baseSum;

        var values = Count(record.Value) + Count(record.Text) + Count(record.Truth) + Count(record.Data);
        if (values > 1)
            throw new PayloadException("A SenML record has more than one value.");
        var hasSum = record.Sum is not null || _baseSum is not null;
        if (values == 0 && !hasSum && IsBaseOnly(record))
            return;

        var name = NameOf(record);
        var time = TimeOf(record);
        var unit = record.Unit ?? _baseUnit;
        if (record.Value is { } number)
            AddNumber(name, number + (_baseValue ?? 0), unit, SenMlUnits.Find(unit), time);
        else if (ValueOf(record) is { } value)
            found.Add(new Reading(name, value, time) { UnitCode = SenMlUnits.Find(unit)?.Code });
        else if (_baseValue is { } baseValue && record.Sum is null)
            AddNumber(name, baseValue, unit, SenMlUnits.Find(unit), time);
        else if (!hasSum)
            throw new PayloadException($"The SenML record of {name} has no value.");

        if (hasSum)
            AddNumber(name + "#sum", (record.Sum ?? 0) + (_baseSum ?? 0), unit, SenMlUnits.SumOf(unit), time);
    }

    private static int Count(object? value) => value is null ? 0 : 1;

    private static bool IsBaseOnly(SenMlRecord record) =>
        record.Name is null && record.Unit is null && record.Time is null && record.UpdateTime is null;

    private static JsonElement? ValueOf(SenMlRecord record)
    {
        if (record.Truth is { } truth)
            return JsonPayload.Truth(truth);
        return (record.Text ?? record.Data) is { } text ? JsonPayload.Text(text) : null;
    }

    private void AddNumber(string name, double value, string? told, SenMlUnit? unit, Instant time)
    {
        var number = unit is { Factor: not 1 } ? value * unit.Factor : value;
        found.Add(new Reading(name, JsonPayload.Number(number), time) { UnitCode = unit?.Code, HasUnknownUnit = told is not null && unit?.Code is null, Quantity = unit?.Quantity });
    }

    // All records of a pack have one version, which defaults to 10 (4.4).
    private void CheckVersion(double? version)
    {
        if (_version is null)
        {
            _version = version ?? Version;
            if (_version is not VersionWithSecondaryUnits && !(_version is > 0 and <= Version))
                throw new PayloadException("The version of the SenML pack is not known.");
        }
        else if (version is not null && version != _version)
        {
            throw new PayloadException("The records of a SenML pack have different versions.");
        }
    }

    private string NameOf(SenMlRecord record)
    {
        if (_baseName.Length + (record.Name?.Length ?? 0) > found.Limits.MaxNameLength)
            throw new PayloadException($"The name of a sensor has more than {found.Limits.MaxNameLength} characters.");
        var name = _baseName + record.Name;
        if (name.Length == 0 || !char.IsAsciiLetterOrDigit(name[0]) || name.AsSpan().ContainsAnyExcept(NameCharacters))
            throw new PayloadException("A SenML name begins with a letter or a digit and has only letters, digits and -:./_ in it.");
        return name;
    }

    private Instant TimeOf(SenMlRecord record)
    {
        if (record.Time is null && _baseTime is null)
            return Instant.None;
        var seconds = (record.Time ?? 0) + (_baseTime ?? 0);
        return seconds >= FirstAbsoluteTime ? Timestamps.OfSeconds(seconds) : Timestamps.Shift(received, seconds);
    }
}
