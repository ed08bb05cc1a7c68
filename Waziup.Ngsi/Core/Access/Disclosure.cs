namespace Waziup.Ngsi.Access;

/// <summary>In which form an attribute's value is shown.</summary>
public enum ValueStep : byte
{
    /// <summary>As it is.</summary>
    Show,

    /// <summary>Not at all: for this caller the attribute does not exist.</summary>
    Hide,
}

/// <summary>How an attribute is disclosed to a caller.</summary>
/// <param name="Value">The form of the value.</param>
public readonly record struct Disclosure(ValueStep Value)
{
    /// <summary>Whether the attribute is shown unchanged; only then it may be written.</summary>
    public bool IsShown => Value == ValueStep.Show;
}
