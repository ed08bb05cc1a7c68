using Npgsql;
using NpgsqlTypes;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Typed parameters, in the order of their numbers in the statement.</summary>
internal static class Parameters
{
    public static NpgsqlParameterCollection Add<T>(this NpgsqlParameterCollection parameters, NpgsqlDbType type, T value)
    {
        parameters.Add(new NpgsqlParameter<T> { NpgsqlDbType = type, TypedValue = value });
        return parameters;
    }

    /// <summary>Adds a column of rows, for <c>unnest</c>.</summary>
    public static NpgsqlParameterCollection AddColumn<T>(this NpgsqlParameterCollection parameters, NpgsqlDbType type, List<T> values) =>
        parameters.Add(NpgsqlDbType.Array | type, values);

    /// <summary>A time, or null where there is none.</summary>
    public static long? OrNull(this Json.Instant instant) => instant.IsNone ? null : instant.Micros;
}
