using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Waziup.Ngsi.Tests.Architecture;

/// <summary>Types and parameters as C# writes them, with the question marks of nullable references.</summary>
static class TypeText
{
    static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(char)] = "char",
        [typeof(decimal)] = "decimal",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(void)] = "void",
    };

    public static NullabilityInfoContext Nullability { get; } = new();

    public static string Name(Type type) => Name(type, null);

    public static string Name(NullabilityInfo info) => Name(info.Type, info);

    public static string Return(MethodInfo method) =>
        Prefix(method.ReturnType, isOut: false, IsReadOnly(method.ReturnParameter)) + Name(Nullability.Create(method.ReturnParameter));

    public static string Arguments(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    public static string Parameters(MethodBase method)
    {
        var isExtension = method.IsDefined(typeof(ExtensionAttribute));
        return (isExtension ? "this " : "") + Parameters(method.GetParameters());
    }

    public static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(Parameter));

    static string Parameter(ParameterInfo parameter)
    {
        var isList = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute));
        var prefix = Prefix(parameter.ParameterType, parameter.IsOut, IsReadOnly(parameter) || parameter.IsIn);
        var fallback = parameter.HasDefaultValue ? $" = {Value(parameter.DefaultValue)}" : "";
        return $"{(isList ? "params " : "")}{prefix}{Name(Nullability.Create(parameter))} {parameter.Name}{fallback}";
    }

    static string Prefix(Type type, bool isOut, bool isReadOnly)
    {
        if (!type.IsByRef)
            return "";

        return isOut ? "out " : isReadOnly ? "ref readonly " : "ref ";
    }

    static bool IsReadOnly(ParameterInfo parameter) => parameter.IsDefined(typeof(IsReadOnlyAttribute));

    public static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    static string Name(Type type, NullabilityInfo? info)
    {
        var isNullable = info is { ReadState: NullabilityState.Nullable };
        if (type.IsByRef)
            return Name(type.GetElementType()!, info?.ElementType) + (isNullable && !type.GetElementType()!.IsValueType ? "?" : "");

        var mark = isNullable && !type.IsValueType ? "?" : "";

        if (type.IsArray)
            return $"{Name(type.GetElementType()!, info?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";

        if (type.IsPointer)
            return Name(type.GetElementType()!, null) + "*";

        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying, null) + "?";

        if (Keywords.TryGetValue(type, out var keyword))
            return keyword + mark;

        if (type.IsGenericParameter)
            return type.Name + mark;

        var own = type.GetGenericArguments();
        var outer = type.DeclaringType is null ? "" : Name(Closed(type.DeclaringType, own)) + ".";
        var inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        var name = type.Name.Split('`')[0];
        if (own.Length == inherited)
            return $"{outer}{name}{mark}";

        var states = info?.GenericTypeArguments;
        var arguments = own.Skip(inherited)
            .Select((argument, i) => Name(argument, states?.Length == own.Length ? states[inherited + i] : null));
        return type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true
            ? $"({string.Join(", ", arguments)}){mark}"
            : $"{outer}{name}<{string.Join(", ", arguments)}>{mark}";
    }

    static Type Closed(Type outer, Type[] arguments) =>
        outer.IsGenericTypeDefinition ? outer.MakeGenericType(arguments[..outer.GetGenericArguments().Length]) : outer;
}
