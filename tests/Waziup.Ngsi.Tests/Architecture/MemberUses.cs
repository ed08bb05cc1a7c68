using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Waziup.Ngsi.Tests.Architecture;

/// <summary>A method body mentions a member (call, field access, method group) or a type.</summary>
/// <param name="User">The method whose body it is, as <c>Namespace.Type+Nested::Method</c>.</param>
/// <param name="UserNamespace">Its namespace; for closures and state machines that of the type that contains them.</param>
/// <param name="Type">The type mentioned, or the one that declares the member.</param>
/// <param name="TypeNamespace">The namespace of that type.</param>
/// <param name="Member">The name of the member; empty for a type.</param>
sealed record MemberUse(string User, string UserNamespace, string Type, string TypeNamespace, string Member);

/// <summary>Reads compiled code for what it uses, and for members that carry an attribute.</summary>
static class MemberUses
{
    static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    /// <summary>Everything the method bodies of an assembly mention.</summary>
    public static IReadOnlyList<MemberUse> In(string assembly)
    {
        using var file = new PEReader(File.ReadAllBytes(assembly).ToImmutableArray());
        var metadata = file.GetMetadataReader();
        var uses = new List<MemberUse>();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0)
                continue;

            var (user, space) = TypeNames.Of(metadata, method.GetDeclaringType());
            user = $"{user}::{metadata.GetString(method.Name)}";
            foreach (var token in Tokens(file.GetMethodBody(method.RelativeVirtualAddress).GetILReader()))
            {
                if (Target(metadata, MetadataTokens.EntityHandle(token)) is { Type.Length: > 0 } target)
                    uses.Add(new(user, space, target.Type, target.Namespace, target.Member));
            }
        }

        return uses;
    }

    /// <summary>The members that carry an attribute, as <c>Namespace.Type::Member</c>; a property counts as its accessors.</summary>
    public static IReadOnlySet<string> Marked(string assembly, string attribute)
    {
        using var file = new PEReader(File.ReadAllBytes(assembly).ToImmutableArray());
        var metadata = file.GetMetadataReader();
        var marked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var handle in metadata.CustomAttributes)
        {
            var applied = metadata.GetCustomAttribute(handle);
            var (type, _, _) = Target(metadata, applied.Constructor);
            if (type.Split('.', '+')[^1] != attribute)
                continue;

            foreach (var member in Members(metadata, applied.Parent))
            {
                var (declaring, _, name) = Target(metadata, member);
                marked.Add($"{declaring}::{name}");
            }
        }

        return marked;
    }

    static IEnumerable<EntityHandle> Members(MetadataReader metadata, EntityHandle handle)
    {
        if (handle.Kind is HandleKind.MethodDefinition or HandleKind.FieldDefinition)
            return [handle];

        if (handle.Kind != HandleKind.PropertyDefinition)
            return [];

        var accessors = metadata.GetPropertyDefinition((PropertyDefinitionHandle)handle).GetAccessors();
        return new EntityHandle[] { accessors.Getter, accessors.Setter }.Where(accessor => !accessor.IsNil);
    }

    static IEnumerable<int> Tokens(BlobReader code)
    {
        var tokens = new List<int>();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == 0xfe)
                value = (value << 8) | code.ReadByte();

            switch (Operands[value])
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                    tokens.Add(code.ReadInt32());
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case var operand:
                    code.Offset += Size(operand);
                    break;
            }
        }

        return tokens;
    }

    static int Size(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    static (string Type, string Namespace, string Member) Target(MetadataReader metadata, EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return Join(TypeNames.Of(metadata, method.GetDeclaringType()), metadata.GetString(method.Name));
            case HandleKind.FieldDefinition:
                var field = metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                return Join(TypeNames.Of(metadata, field.GetDeclaringType()), metadata.GetString(field.Name));
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                return Join(TypeNames.Of(metadata, member.Parent), metadata.GetString(member.Name));
            case HandleKind.MethodSpecification:
                return Target(metadata, metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            default:
                return Join(TypeNames.Of(metadata, handle), "");
        }
    }

    static (string Type, string Namespace, string Member) Join((string Name, string Namespace) type, string member) =>
        (type.Name, type.Namespace, member);
}
