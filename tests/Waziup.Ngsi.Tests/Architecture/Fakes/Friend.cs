namespace Waziup.Ngsi.Tests.Architecture.Fakes.Friends;

/// <summary>May read the bytes, as Model, Storage and Rendering may.</summary>
sealed class Friend
{
    public static int Read(MarkedDocument<int> document) => document.Document.Length + document.Copy().Length;
}
