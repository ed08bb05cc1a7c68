using System.Collections.Immutable;
using Waziup.Ngsi.Sensors.Codecs.CayenneLpp;

namespace Waziup.Ngsi.Sensors.Codecs.Xlpp;

/// <summary>A type of XLPP, as far as its readings show it.</summary>
internal readonly record struct XlppType(byte Number, string Name, string? UnitCode = null, string? Quantity = null);

/// <summary>The types of XLPP that LPP has not, and those of LPP behind them.</summary>
internal static class XlppTypes
{
    public const byte Integer = 51;
    public const byte Text = 52;
    public const byte Bool = 53;
    public const byte True = 54;
    public const byte False = 55;
    public const byte Binary = 57;
    public const byte Null = 58;
    public const byte Array = 91;
    public const byte EndOfArray = 93;
    public const byte Object = 123;
    public const byte EndOfObject = 0;

    /// <summary>Those that LPP has not: they say how a value is written, not of which quantity it is.</summary>
    public static readonly ImmutableArray<XlppType> Own =
    [
        new(Integer, "integer"),
        new(Text, "string"),
        // The type of an actuator; a value is one of the two after it.
        new(Bool, "bool"),
        new(True, "bool"),
        new(False, "bool"),
        new(Binary, "binary"),
        new(Null, "null"),
        new(Array, "array"),
        new(Object, "object"),
    ];

    public static XlppType? Find(byte number)
    {
        foreach (var type in Own)
        {
            if (type.Number == number)
                return type;
        }
        return LppTypes.Find(number) is { } lpp ? new XlppType(number, lpp.Name, lpp.UnitCode, lpp.Quantity) : null;
    }
}
