using System.Collections;

namespace Waziup.Server.Options;

/// <summary>Options in the environment. One that may be repeated has its values divided by ';'.</summary>
internal static class Variables
{
    /// <exception cref="OptionsException">A variable with our prefix is no option.</exception>
    public static IEnumerable<Given> Read(IDictionary environment)
    {
        foreach (DictionaryEntry variable in environment)
        {
            var name = (string)variable.Key;
            if (!name.StartsWith(OptionTable.VariablePrefix, StringComparison.Ordinal) || OptionTable.OtherVariables.Contains(name))
                continue;
            var option = Array.Find(OptionTable.Rows, row => row.Variable == name)
                ?? throw new OptionsException($"the environment has {name}, which is no option");
            var value = (string?)variable.Value ?? "";
            var values = option.IsRepeatable ? value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [value];
            yield return new Given(option, values, name);
        }
    }
}
