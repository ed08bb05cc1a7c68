namespace Waziup.Ngsi.Tests.Architecture.Fakes;

/// <summary>Reads the bytes in every way a compiler has. Never run: only its compiled form is looked at.</summary>
sealed class Stranger
{
    public static int Property(MarkedDocument<int> document) => document.Document.Length;

    public static int Field(MarkedDocument<string> document) => document.Field.Length;

    public static int Generic(MarkedDocument<int> document) => document.As(3);

    public static Func<int> Lambda(MarkedDocument<int> document) => () => document.Document.Length;

    public static Func<byte[]> MethodGroup(MarkedDocument<int> document) => document.Copy;

    public static async Task<int> Async(MarkedDocument<int> document)
    {
        await Task.Yield();
        return document.Copy().Length;
    }

    public static int Harmless() => MarkedDocument<int>.Length;

    public sealed class Nested
    {
        public static int Read(MarkedDocument<int> document) => document.Copy().Length;
    }
}
