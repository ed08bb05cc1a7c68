using SQLitePCL;

namespace Waziup.Ngsi.Sqlite;

/// <summary>What a statement tells of a row: the arguments of <c>tell</c>, counted from 0. Valid during the call.</summary>
internal readonly unsafe ref struct Told(nint* values)
{
    private readonly nint* _values = values;

    public bool IsNull(int index) => Native.ValueType(_values[index]) == raw.SQLITE_NULL;

    public long Long(int index) => Native.ValueLong(_values[index]);

    public double Double(int index) => Native.ValueDouble(_values[index]);
}
