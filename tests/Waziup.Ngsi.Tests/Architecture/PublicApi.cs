using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Waziup.Ngsi.Tests.Architecture;

/// <summary>Prints what an assembly promises to others: public types with public and protected members, in a fixed order.</summary>
static class PublicApi
{
    const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly) => Of(assembly.GetExportedTypes());

    public static string Of(IEnumerable<Type> types)
    {
        var text = new StringBuilder();
        var spaces = types.GroupBy(type => type.Namespace ?? "", StringComparer.Ordinal);
        foreach (var space in spaces.OrderBy(space => space.Key, StringComparer.Ordinal))
        {
            text.Append(text.Length == 0 ? "" : "\n").Append("namespace ").Append(space.Key).Append('\n');
            foreach (var type in space.OrderBy(TypeText.Name, StringComparer.Ordinal))
            {
                text.Append('\n').Append(Header(type)).Append('\n');
                foreach (var line in Members(type).Distinct().Order(StringComparer.Ordinal))
                    text.Append("    ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    static string Header(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"delegate {TypeText.Return(invoke)} {TypeText.Name(type)}({TypeText.Parameters(invoke)})";
        }

        var bases = new List<string>();
        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object))
            bases.Add(TypeText.Name(parent));

        if (!type.IsEnum)
            bases.AddRange(Interfaces(type).Select(TypeText.Name).Order(StringComparer.Ordinal));

        return $"{Kind(type)} {TypeText.Name(type)}{(bases.Count == 0 ? "" : " : " + string.Join(", ", bases))}";
    }

    // Interfaces that others bring along, or that every record implements for itself, would only repeat.
    static IEnumerable<Type> Interfaces(Type type)
    {
        var all = type.GetInterfaces();
        var inherited = all.SelectMany(item => item.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []).ToHashSet();
        return all.Where(item => item.IsVisible && !inherited.Contains(item));
    }

    static string Kind(Type type)
    {
        if (type.IsEnum)
            return "enum";

        if (type.IsInterface)
            return "interface";

        var record = type.GetMethod("<Clone>$", Own) is not null || type.GetMethod("PrintMembers", Own) is not null ? "record " : "";
        if (type.IsValueType)
        {
            var isReadOnly = type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false) ? "readonly " : "";
            return $"{isReadOnly}{(type.IsByRefLike ? "ref " : "")}{record}struct";
        }

        var modifier = type switch
        {
            { IsAbstract: true, IsSealed: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true } => "sealed ",
            _ => "",
        };
        return $"{modifier}{record}class";
    }

    static IEnumerable<string> Members(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
            return [];

        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {TypeText.Value(field.GetRawConstantValue())}");
        }

        return type.GetMembers(Own).Select(member => member switch
        {
            ConstructorInfo made when Shows(made) && !IsCopy(made) => $"{Scope(made)}new({TypeText.Parameters(made)})",
            FieldInfo field when Shows(field) => Field(field),
            PropertyInfo property when Accessors(property).Any() && property.Name != "EqualityContract" => Property(property),
            EventInfo { AddMethod: { } add } raised when Shows(add) =>
                $"{Scope(add)}event {TypeText.Name(raised.EventHandlerType!)} {raised.Name}",
            MethodInfo method when Shows(method) && !IsNoise(method) => Method(method),
            _ => null,
        }).OfType<string>();
    }

    static string Field(FieldInfo field)
    {
        var kind = field switch
        {
            { IsLiteral: true } => "const ",
            { IsStatic: true, IsInitOnly: true } => "static readonly ",
            { IsStatic: true } => "static ",
            { IsInitOnly: true } => "readonly ",
            _ => "",
        };
        return $"{(field.IsPublic ? "" : "protected ")}{kind}{TypeText.Name(TypeText.Nullability.Create(field))} {field.Name}"
            + (field.IsLiteral ? $" = {TypeText.Value(field.GetRawConstantValue())}" : "");
    }

    static string Property(PropertyInfo property)
    {
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{TypeText.Parameters(index)}]";
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var accessors = Accessors(property).ToList();
        var type = TypeText.Name(TypeText.Nullability.Create(property));
        return $"{Scope(accessors[0])}{required}{Modifier(accessors[0])}{type} {name} {{ {string.Join(" ", accessors.Select(Accessor))} }}";
    }

    static IEnumerable<MethodInfo> Accessors(PropertyInfo property) =>
        new[] { property.GetMethod, property.SetMethod }.OfType<MethodInfo>().Where(Shows);

    static string Accessor(MethodInfo accessor)
    {
        if (accessor.Name.Split('.')[^1].StartsWith("get_", StringComparison.Ordinal))
            return "get;";

        var isInit = accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        return $"{Scope(accessor)}{(isInit ? "init;" : "set;")}";
    }

    static string Method(MethodInfo method) =>
        $"{Scope(method)}{Modifier(method)}{TypeText.Return(method)} "
        + $"{method.Name}{TypeText.Arguments(method)}({TypeText.Parameters(method)})";

    static string Modifier(MethodInfo method)
    {
        if (method.IsStatic)
            return method.IsAbstract ? "static abstract " : "static ";

        if (method.DeclaringType!.IsInterface)
            return method.IsAbstract ? "" : "virtual ";

        if (method.GetBaseDefinition() != method)
            return "override ";

        return method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";
    }

    static string Scope(MethodBase method) => method.IsPublic ? "" : "protected ";

    static bool Shows(MethodBase method) =>
        method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    static bool Shows(FieldInfo field) =>
        !field.IsSpecialName && (field.IsPublic || ((field.IsFamily || field.IsFamilyOrAssembly) && !field.DeclaringType!.IsSealed));

    // Accessors, what the compiler writes for records, and the overrides that every type has.
    static bool IsNoise(MethodInfo method) =>
        (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal))
        || method.IsDefined(typeof(CompilerGeneratedAttribute))
        || method.Name.StartsWith('<')
        || (method.GetBaseDefinition() != method && IsRoot(method.GetBaseDefinition().DeclaringType!));

    static bool IsRoot(Type type) => type == typeof(object) || type == typeof(ValueType);

    static bool IsCopy(ConstructorInfo constructor) =>
        constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType
        && constructor.IsDefined(typeof(CompilerGeneratedAttribute));
}
