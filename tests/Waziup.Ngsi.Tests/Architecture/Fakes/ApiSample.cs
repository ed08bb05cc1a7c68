namespace Waziup.Ngsi.Tests.Architecture.Fakes;

/// <summary>A surface with one of each, for the test of the print.</summary>
public abstract class ApiSample<T> : IDisposable
    where T : class
{
    public const int Most = 5;

    protected ApiSample() => Count = Hidden;

    public enum Level
    {
        Low,
        High = 7,
    }

    public required string Title { get; init; }

    public int Count { get; protected set; }

    internal static int Hidden => 0;

    public T? this[int index] => index < Count ? Last : null;

    T? Last { get; set; }

    public ValueTask<(int Position, string? Text)> FindAsync(T key, string? hint = null, int limit = 20)
    {
        Last = key;
        return new((limit, hint));
    }

    public abstract bool TryRead(ReadOnlySpan<byte> utf8, out string? value);

    public void Dispose() => GC.SuppressFinalize(this);

    public override string ToString() => Title;

    protected virtual void OnChange(params int[] items) => Count = items.Length;
}
