using System.Collections.Immutable;
using Waziup.Ngsi.Access.Disclosing;

namespace Waziup.Ngsi.Access;

/// <summary>How an attribute is disclosed to a caller. A step that does not suit the kind of a value hides it.</summary>
/// <param name="Value">The form of the value.</param>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record Disclosure(ValueStep Value)
{
    private readonly AlignedPeriod? _time;

    /// <summary>As it is, with all that stands beside the value.</summary>
    public static Disclosure Show { get; } = new(ValueStep.Show);

    /// <summary>Not at all.</summary>
    public static Disclosure Hide { get; } = new(ValueStep.Hide);

    /// <summary>The step of <see cref="ValueStep.Round"/>, more than 0, in the unit of the value.</summary>
    public decimal Step { get; init; }

    /// <summary>The unitCode that a value has to have to be rounded; null for any. A step in one unit means nothing in another.</summary>
    public string? UnitCode { get; init; }

    /// <summary>The least width of a cell of <see cref="ValueStep.Grid"/>, in metres.</summary>
    public double CellMetres { get; init; }

    /// <summary>How many levels of a scope <see cref="ValueStep.Cut"/> leaves, more than 0.</summary>
    public int Depth { get; init; }

    /// <summary>The table of <see cref="ValueStep.Generalise"/>.</summary>
    public Generalisation? Table { get; init; }

    /// <summary>The cells of <see cref="ValueStep.Aggregate"/>.</summary>
    public AggregateCells? Cells { get; init; }

    /// <summary>
    /// How exactly it is told when something was observed, in ISO 8601; null for exactly. It is told when the part of time begins in which that was, once that part
    /// is over; in the present what was the last before that.
    /// </summary>
    /// <remarks><b>Not</b> hidden by it: how many readings a part has, and their values.</remarks>
    /// <exception cref="ArgumentException">A day is no multiple of it, and it is not whole days, P1M or P1Y.</exception>
    public string? Time
    {
        get => _time?.Text;
        init => _time = value is null ? null : AlignedPeriod.Parse(value);
    }

    /// <summary>Makes the pseudonyms of <see cref="ValueStep.Pseudonym"/>; where a value is shown, those of the ids that it points at, null for the ids themselves.</summary>
    public Aliases? Aliases { get; init; }

    /// <summary>The datasetIds of the instances for which it holds, empty text for those without; default (not set) for all.</summary>
    public ImmutableArray<string> Datasets { get; init; }

    /// <summary>The same for what was seen once already: aliases in it stay.</summary>
    internal Disclosure OfSeen => Aliases is null ? this : this with { Aliases = Aliases.OfSeen };

    /// <summary>Whether the attribute is shown unchanged; only then it may be written.</summary>
    public bool IsShown => Value == ValueStep.Show && Aliases is null && _time is null;

    /// <summary>Whether no value is shown; what methods make of many may be.</summary>
    public bool IsHidden => Value is ValueStep.Hide or ValueStep.Aggregate;

    /// <summary>The parts of <see cref="Time"/>.</summary>
    internal AlignedPeriod? Parts => _time;

    /// <summary>Whether nothing is told at all.</summary>
    public bool TellsNothing => Value == ValueStep.Hide;

    /// <summary>Whether it has what its step needs.</summary>
    internal bool IsComplete => Value switch
    {
        ValueStep.Generalise => Table is not null,
        ValueStep.Round => Step > 0,
        ValueStep.Grid => CellMetres > 0,
        ValueStep.Cut => Depth > 0,
        ValueStep.Pseudonym => Aliases is not null,
        ValueStep.Aggregate => Cells is { IsComplete: true } && _time is null,
        _ => true,
    };

    /// <summary>Whether it holds for an instance with this datasetId; empty for the one without.</summary>
    internal bool Holds(string dataset) => Datasets.IsDefault || Datasets.Contains(dataset);

    /// <summary>The form that opens no more than this one, and no more than a limit. Steps of two kinds say nothing together that neither says alone: nothing is shown.</summary>
    internal Disclosure Capped(Disclosure limit)
    {
        var value = CappedValue(limit);
        var time = limit._time is not null && (_time is null || limit._time.Days > _time.Days) ? limit._time : _time;
        return value._time == time || value.TellsNothing ? value : value.Value == ValueStep.Aggregate ? Hide : value with { Time = time!.Text };
    }

    private Disclosure CappedValue(Disclosure limit)
    {
        if (TellsNothing || limit == Show || ReferenceEquals(this, limit))
            return this;
        // Whatever is shown of it, the ids in it are not more than the one or the other says.
        if (Value == ValueStep.Show && limit.Value == ValueStep.Show)
            return Aliases is null ? this with { Aliases = limit.Aliases } : this;
        if (Value == ValueStep.Show || limit.TellsNothing)
            return limit.OrderTo(this) > 0 ? limit : this;
        if (Value != limit.Value || (Value == ValueStep.Generalise && Table!.Name != limit.Table!.Name)
            || (UnitCode is not null && limit.UnitCode is not null && UnitCode != limit.UnitCode))
            return limit.Value == ValueStep.Show ? this : Hide;
        if (Value == ValueStep.Aggregate)
            return this with { Cells = Cells!.Capped(limit.Cells!) };
        var closed = limit.OrderTo(this) > 0 ? limit : this;
        return closed with { UnitCode = UnitCode ?? limit.UnitCode };
    }

    /// <summary>More than 0 where the other one is the more open. A total order, fixed once; where two are not comparable it is arbitrary.</summary>
    internal int OrderTo(Disclosure other)
    {
        if (Value != other.Value)
            return Value.CompareTo(other.Value);
        var order = Value switch
        {
            ValueStep.Generalise => Order(Table!.Level, other.Table!.Level, Table.Name, other.Table.Name),
            ValueStep.Round => Order(Step, other.Step, UnitCode, other.UnitCode),
            ValueStep.Grid => Grid.LevelOf(other.CellMetres).CompareTo(Grid.LevelOf(CellMetres)),
            ValueStep.Cut => other.Depth.CompareTo(Depth),
            ValueStep.Aggregate => Cells!.OrderTo(other.Cells!),
            _ => 0,
        };
        if (order == 0)
            order = (_time?.Days ?? 0).CompareTo(other._time?.Days ?? 0);
        return order != 0 ? order : string.CompareOrdinal(Aliases?.Audience, other.Aliases?.Audience);
    }

    private static int Order<T>(T left, T right, string? name, string? other)
        where T : IComparable<T> => left.CompareTo(right) is var order and not 0 ? order : string.CompareOrdinal(name, other);
}
