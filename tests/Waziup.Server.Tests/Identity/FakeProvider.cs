using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using static System.Buffers.Text.Base64Url;

namespace Waziup.Server.Tests.Identity;

/// <summary>A provider of OpenID Connect on this machine: it tells its keys, and signs what it is told to.</summary>
sealed class FakeProvider : IDisposable
{
    HttpListener _listener = new();
    RSA _key = RSA.Create(2048);

    public FakeProvider()
    {
        // Port 0 is not offered: a free one is looked for.
        for (var port = Random.Shared.Next(20_000, 60_000); !_listener.IsListening; port = Random.Shared.Next(20_000, 60_000))
        {
            try
            {
                _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                _listener.Start();
                Issuer = $"http://127.0.0.1:{port}";
            }
            catch (HttpListenerException)
            {
                // Taken; one that could not start is of no use any more.
                _listener = new HttpListener();
            }
        }
        _ = AnswerAsync();
    }

    public string Issuer { get; } = "";

    /// <summary>What it calls itself; another name is a fault.</summary>
    public string? OtherName { get; set; }

    /// <summary>Whether it answers.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>How often its keys were asked for.</summary>
    public int Asked { get; private set; }

    public string KeyId { get; private set; } = "1";

    /// <summary>Everything that is publicly known of its key.</summary>
    public byte[] PublicKey => Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem());

    public string Modulus => EncodeToString(_key.ExportParameters(false).Modulus);

    /// <summary>Signs with another key from now on.</summary>
    public void Rotate()
    {
        _key = RSA.Create(2048);
        KeyId += "1";
    }

    /// <summary>A token that is good, but for what is changed about it.</summary>
    public string Token(Action<JsonObject>? claims = null, Action<JsonObject>? header = null, Func<byte[], byte[]>? sign = null)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var head = new JsonObject { ["alg"] = "RS256", ["typ"] = "at+jwt", ["kid"] = KeyId };
        var body = new JsonObject { ["iss"] = Issuer, ["aud"] = "waziup", ["sub"] = "kofi", ["nbf"] = now - 5, ["exp"] = now + 300, ["roles"] = new JsonArray("reader") };
        claims?.Invoke(body);
        header?.Invoke(head);
        var signed = $"{EncodeToString(Encoding.UTF8.GetBytes(head.ToJsonString()))}.{EncodeToString(Encoding.UTF8.GetBytes(body.ToJsonString()))}";
        return $"{signed}.{EncodeToString((sign ?? Sign)(Encoding.ASCII.GetBytes(signed)))}";
    }

    public byte[] Sign(byte[] text) => _key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public void Dispose()
    {
        _listener.Close();
        _key.Dispose();
    }

    async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext asked;
            try
            {
                asked = await _listener.GetContextAsync();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            var public_ = _key.ExportParameters(false);
            var answer = asked.Request.Url!.AbsolutePath switch
            {
                "/.well-known/openid-configuration" => new JsonObject { ["issuer"] = OtherName ?? Issuer, ["jwks_uri"] = $"{Issuer}/keys" },
                _ => new JsonObject
                {
                    ["keys"] = new JsonArray(new JsonObject
                    {
                        ["kty"] = "RSA",
                        ["use"] = "sig",
                        ["kid"] = KeyId,
                        ["n"] = EncodeToString(public_.Modulus),
                        ["e"] = EncodeToString(public_.Exponent),
                    }),
                },
            };
            Asked++;
            asked.Response.StatusCode = IsUp ? 200 : 503;
            asked.Response.ContentType = "application/json";
            asked.Response.Close(Encoding.UTF8.GetBytes(answer.ToJsonString()), willBlock: false);
        }
    }
}
