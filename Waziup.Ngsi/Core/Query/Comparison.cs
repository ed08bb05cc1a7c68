namespace Waziup.Ngsi.Query;

/// <summary>How a value is compared (4.9).</summary>
public enum Comparison : byte
{
    /// <summary>The same value; of an array, one of its elements.</summary>
    Equal,

    /// <summary>There is a value, and it is another one, or of another type; of an array, every element.</summary>
    Unequal,

    /// <summary>Of the same type, and behind.</summary>
    Greater,

    /// <summary>Of the same type, and not before.</summary>
    GreaterOrEqual,

    /// <summary>Of the same type, and before.</summary>
    Less,

    /// <summary>Of the same type, and not behind.</summary>
    LessOrEqual,
}
