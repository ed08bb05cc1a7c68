using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>
/// The single values in what a path leads to: the elements of an array, the texts of a language map, what a list of relationships points at, the
/// value of a typed literal, or the value itself. Other objects, and arrays inside of arrays, are none.
/// </summary>
internal ref struct Scalars(in Target target)
{
    private readonly AttributeKind _kind = target.Kind;
    private Utf8JsonReader _reader = new(target.Json);

    /// <summary>The value at which it stands.</summary>
    public readonly Utf8JsonReader Current => _reader;

    public readonly Scalars GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_reader.Read())
        {
            switch (_reader.TokenType)
            {
                case JsonTokenType.PropertyName when !IsValueBehind():
                    _reader.Skip();
                    break;
                case JsonTokenType.StartObject when _reader.CurrentDepth > 1:
                case JsonTokenType.StartArray when _reader.CurrentDepth > (_kind == AttributeKind.LanguageProperty ? 1 : 0):
                    _reader.Skip();
                    break;
                case JsonTokenType.PropertyName:
                case JsonTokenType.StartObject:
                case JsonTokenType.StartArray:
                case JsonTokenType.EndObject:
                case JsonTokenType.EndArray:
                    break;
                default:
                    return true;
            }
        }
        return false;
    }

    private readonly bool IsValueBehind() => _kind switch
    {
        AttributeKind.LanguageProperty => true,
        AttributeKind.ListRelationship => _reader.ValueTextEquals("object"u8),
        AttributeKind.JsonProperty => false,
        _ => _reader.ValueTextEquals("@value"u8),
    };
}
