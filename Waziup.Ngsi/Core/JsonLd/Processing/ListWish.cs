using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>What all items of a list have in common (JSON-LD 1.1, "IRI Compaction", step 4.7).</summary>
internal static class ListWish
{
    public static (Selection By, Utf8Slice Wanted) Of(JsonTree tree, int list, Utf8Slice defaultLanguage)
    {
        var language = tree.Count(list) == 0 ? defaultLanguage : default;
        var type = default(Utf8Slice);
        for (var item = tree.First(list); item != 0; item = tree.Next(item))
        {
            var (itemLanguage, itemType) = Read(tree, item);
            if (language.IsNull)
                language = itemLanguage;
            else if (!itemLanguage.Equals(language) && ExpandedForm.IsValue(tree, item))
                language = LanguageKey.None;

            if (type.IsNull)
                type = itemType;
            else if (!itemType.Equals(type))
                type = LanguageKey.None;

            if (language.Equals(LanguageKey.None) && type.Equals(LanguageKey.None))
                break;
        }

        if (!type.IsNull && !type.Equals(LanguageKey.None))
            return (Selection.Type, type);

        return (Selection.Language, language.IsNull ? LanguageKey.None : language);
    }

    private static (Utf8Slice Language, Utf8Slice Type) Read(JsonTree tree, int item)
    {
        if (!ExpandedForm.IsValue(tree, item))
            return (LanguageKey.None, KeywordText.Of(Keyword.Id));

        var language = tree.Find(item, Keyword.Language);
        var direction = tree.Find(item, Keyword.Direction);
        if (language != 0 || direction != 0)
            return (LanguageKey.Of(tree.Text(language), tree.Text(direction)), LanguageKey.None);

        return tree.Find(item, Keyword.Type) is not 0 and var type
            ? (LanguageKey.None, tree.Text(type))
            : (LanguageKey.Null, LanguageKey.None);
    }
}
