using System.Buffers.Binary;

namespace Waziup.Server.Devices.Scripts;

/// <summary>Messages between the host and the process that carries out scripts: four bytes of length, the highest first, then JSON.</summary>
internal static class Frames
{
    /// <summary>Bytes of a message: a script whose every character is escaped, and its input.</summary>
    public const int MaxBytes = 1024 * 1024;

    public static async ValueTask WriteAsync(Stream stream, ReadOnlyMemory<byte> message)
    {
        var frame = new byte[sizeof(int) + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, message.Length);
        message.CopyTo(frame.AsMemory(sizeof(int)));
        await stream.WriteAsync(frame);
        await stream.FlushAsync();
    }

    /// <exception cref="IOException">The other side has ended, or does not keep to the form.</exception>
    public static async ValueTask<byte[]> ReadAsync(Stream stream)
    {
        var length = new byte[sizeof(int)];
        await stream.ReadExactlyAsync(length);
        var message = new byte[Checked(length)];
        await stream.ReadExactlyAsync(message);
        return message;
    }

    /// <summary>The next message; null where there is none any more.</summary>
    public static byte[]? Read(Stream stream)
    {
        var length = new byte[sizeof(int)];
        if (stream.ReadAtLeast(length, sizeof(int), throwOnEndOfStream: false) < sizeof(int))
            return null;
        var message = new byte[Checked(length)];
        stream.ReadExactly(message);
        return message;
    }

    public static void Write(Stream stream, ReadOnlySpan<byte> message)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, message.Length);
        stream.Write(length);
        stream.Write(message);
        stream.Flush();
    }

    private static int Checked(byte[] length) => BinaryPrimitives.ReadInt32BigEndian(length) is >= 0 and <= MaxBytes and var bytes
        ? bytes : throw new InvalidDataException("a message is longer than any may be");
}
