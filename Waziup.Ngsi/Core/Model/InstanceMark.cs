using System.Security.Cryptography;
using System.Text;

namespace Waziup.Ngsi.Model;

/// <summary>A text that two instances share only if they say the same, of the same attribute, with the same system times. It tells nothing of what they say.</summary>
internal static class InstanceMark
{
    /// <param name="entity">The entity.</param>
    /// <param name="position">The position of one of its instances.</param>
    public static string Of(Entity entity, int position)
    {
        ref readonly var entry = ref entity.Instances[position];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{entity.Id.Value}\n{entry.CreatedAt.Micros}\n{entry.ModifiedAt.Micros}\n"));
        hash.AppendData(entity.NameOf(in entry));
        hash.AppendData(entity.Document.AsSpan(entry.Start, entry.Length));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
