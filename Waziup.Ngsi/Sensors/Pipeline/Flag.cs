namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>How far a value is to be trusted, with the numbers of QARTOD.</summary>
public enum Flag : byte
{
    /// <summary>Tests have found nothing.</summary>
    Good = 1,

    /// <summary>No test could judge it.</summary>
    NotEvaluated = 2,

    /// <summary>A test finds it strange.</summary>
    Suspect = 3,

    /// <summary>A test says that it cannot be.</summary>
    Bad = 4,

    /// <summary>There is no value.</summary>
    Missing = 9,
}
