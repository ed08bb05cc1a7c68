using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Waziup.Ngsi.Tests.Architecture;

/// <summary>Names of types in metadata: full name with <c>+</c> before nested types, and the namespace of the outermost one.</summary>
/// <remarks>
/// A constructed type answers with its definition: for these tests <c>List&lt;Grant&gt;</c> is a list. Arrays answer with their element.
/// </remarks>
sealed class TypeNames : ISignatureTypeProvider<(string Name, string Namespace), object?>
{
    static readonly TypeNames Provider = new();

    public static (string Name, string Namespace) Of(MetadataReader metadata, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => Provider.GetTypeFromDefinition(metadata, (TypeDefinitionHandle)handle, 0),
        HandleKind.TypeReference => Provider.GetTypeFromReference(metadata, (TypeReferenceHandle)handle, 0),
        HandleKind.TypeSpecification => Provider.GetTypeFromSpecification(metadata, null, (TypeSpecificationHandle)handle, 0),
        _ => ("", ""),
    };

    public (string Name, string Namespace) GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeDefinition(handle);
        if (type.IsNested)
            return Nested(GetTypeFromDefinition(reader, type.GetDeclaringType(), 0), reader.GetString(type.Name));

        return Top(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    public (string Name, string Namespace) GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
            return Nested(GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0), reader.GetString(type.Name));

        return Top(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    public (string Name, string Namespace) GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public (string Name, string Namespace) GetGenericInstantiation(
        (string Name, string Namespace) genericType, ImmutableArray<(string Name, string Namespace)> typeArguments) => genericType;

    public (string Name, string Namespace) GetArrayType((string Name, string Namespace) elementType, ArrayShape shape) => elementType;

    public (string Name, string Namespace) GetByReferenceType((string Name, string Namespace) elementType) => elementType;

    public (string Name, string Namespace) GetFunctionPointerType(MethodSignature<(string Name, string Namespace)> signature) => ("", "");

    public (string Name, string Namespace) GetGenericMethodParameter(object? genericContext, int index) => ("", "");

    public (string Name, string Namespace) GetGenericTypeParameter(object? genericContext, int index) => ("", "");

    public (string Name, string Namespace) GetModifiedType(
        (string Name, string Namespace) modifier, (string Name, string Namespace) unmodifiedType, bool isRequired) => unmodifiedType;

    public (string Name, string Namespace) GetPinnedType((string Name, string Namespace) elementType) => elementType;

    public (string Name, string Namespace) GetPointerType((string Name, string Namespace) elementType) => elementType;

    public (string Name, string Namespace) GetPrimitiveType(PrimitiveTypeCode typeCode) => ("", "");

    public (string Name, string Namespace) GetSZArrayType((string Name, string Namespace) elementType) => elementType;

    static (string Name, string Namespace) Top(string space, string name) => (space.Length == 0 ? name : $"{space}.{name}", space);

    static (string Name, string Namespace) Nested((string Name, string Namespace) outer, string name) =>
        ($"{outer.Name}+{name}", outer.Namespace);
}
