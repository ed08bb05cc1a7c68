using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>The values of a statement under construction: what a client sends gets into SQL only through here.</summary>
internal sealed class Arguments
{
    private readonly List<Action<NpgsqlParameterCollection>> _values = [];

    public string Of(int value) => Add(NpgsqlDbType.Integer, value);

    public string Of(long value) => Add(NpgsqlDbType.Bigint, value);

    public string Of(double value) => Add(NpgsqlDbType.Double, value);

    public string Of(byte[] value) => Add(NpgsqlDbType.Bytea, value);

    public string Of(string[] values) => Add(NpgsqlDbType.Array | NpgsqlDbType.Text, values);

    public string Of(int[] values) => Add(NpgsqlDbType.Array | NpgsqlDbType.Integer, values);

    public string Of(Guid value) => Add(NpgsqlDbType.Uuid, value);

    public string Of(Guid[] values) => Add(NpgsqlDbType.Array | NpgsqlDbType.Uuid, values);

    public void Bind(NpgsqlParameterCollection parameters)
    {
        foreach (var value in _values)
            value(parameters);
    }

    /// <summary>A command with these values.</summary>
    public NpgsqlBatchCommand Command(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        Bind(command.Parameters);
        return command;
    }

    private string Add<T>(NpgsqlDbType type, T value)
    {
        _values.Add(parameters => parameters.Add(type, value));
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }
}
