using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>Ids of notifications: the same for every attempt to tell the same, also after a restart, so that a receiver can pass over what it has.</summary>
internal static class NotificationId
{
    /// <param name="secret">Nobody else can tell the position from an id.</param>
    /// <param name="key">The subscription.</param>
    /// <param name="position">The position in the change log, or the time of a periodic notification.</param>
    public static string Of(byte[] secret, DocumentKey key, long position)
    {
        var text = Encoding.UTF8.GetBytes($"{key.Tenant.Value}\n{key.Id}\n");
        var input = new byte[text.Length + sizeof(long)];
        text.CopyTo(input, 0);
        BinaryPrimitives.WriteInt64BigEndian(input.AsSpan(text.Length), position);
        return "urn:ngsi-ld:Notification:" + new Guid(HMACSHA256.HashData(secret, input).AsSpan(0, 16)).ToString("D");
    }
}
