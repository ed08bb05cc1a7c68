namespace Waziup.Floor;

/// <summary>A row of a result; valid while it is shown.</summary>
internal interface IRow
{
    ReadOnlySpan<byte> Bytes(int column);

    long Long(int column);

    double Double(int column);
}
