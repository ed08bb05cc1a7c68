namespace Waziup.Ngsi.Access;

/// <summary>In which form a value is shown; the more open first.</summary>
public enum ValueStep : byte
{
    /// <summary>As it is.</summary>
    Show,

    /// <summary>As what a table makes of it.</summary>
    Generalise,

    /// <summary>A number to the nearest multiple of a step.</summary>
    Round,

    /// <summary>A place as the middle of the cell in which it lies.</summary>
    Grid,

    /// <summary>A scope with its first levels alone.</summary>
    Cut,

    /// <summary>An id or a text as another one, the same each time, from which it does not follow.</summary>
    Pseudonym,

    /// <summary>Not by itself: numbers of the history as what methods make of many of them.</summary>
    Aggregate,

    /// <summary>Not at all: for this caller the attribute does not exist.</summary>
    Hide,
}
