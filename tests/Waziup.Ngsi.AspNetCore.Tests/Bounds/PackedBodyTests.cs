using System.IO.Compression;
using System.Text;

namespace Waziup.Ngsi.AspNetCore.Tests.Bounds;

/// <summary>Bodies that come packed: taken like others, under the same bounds.</summary>
public sealed class PackedBodyTests
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZIP")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("identity")]
    public async Task A_packed_body_is_read(string encoding)
    {
        await using var broker = await TestBroker.StartAsync();

        var answer = await SendAsync(broker, "POST", "/entities", Pack(Samples.Tank(1), encoding), encoding);

        Assert.Equal(201, answer.Status);
        Assert.Equal(200, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Status);
    }

    [Fact]
    public async Task A_bomb_is_refused_before_it_fills_the_memory()
    {
        await using var broker = await TestBroker.StartAsync(options: o => o.MaxBodyBytes = 100_000);
        var bomb = Pack("[" + new string(' ', 50_000_000) + "]", "gzip");
        Assert.InRange(bomb.Length, 1, 100_000);
        await SendAsync(broker, "POST", "/entities", bomb, "gzip");
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var answer = await SendAsync(broker, "POST", "/entities", bomb, "gzip");

        answer.IsProblem(413, "PayloadTooLarge");
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 5_000_000);
    }

    [Fact]
    public async Task A_body_at_the_bound_is_taken_and_one_beyond_refused()
    {
        await using var broker = await TestBroker.StartAsync(options: o => o.MaxBodyBytes = 100_000);
        var padded = Samples.Tank(1) + new string(' ', 100_000 - Encoding.UTF8.GetByteCount(Samples.Tank(1)));

        (await SendAsync(broker, "POST", "/entities", Pack(padded + " ", "gzip"), "gzip")).IsProblem(413, "PayloadTooLarge");
        Assert.Equal(201, (await SendAsync(broker, "POST", "/entities", Pack(padded, "gzip"), "gzip")).Status);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task What_is_packed_otherwise_or_cut_off_or_empty_is_refused(string encoding)
    {
        await using var broker = await TestBroker.StartAsync();
        var packed = Pack(Samples.Tank(1), encoding);

        (await SendAsync(broker, "POST", "/entities", Encoding.UTF8.GetBytes(Samples.Tank(1)), encoding)).IsProblem(400, "BadRequestData");
        // Of the check at the end alone a part may be missing: then all is there.
        foreach (var cut in (int[])[1, 5, packed.Length / 2, packed.Length - 12])
        {
            var answer = await SendAsync(broker, "POST", "/entities", packed[..cut], encoding);
            Assert.True(answer.Status == 400, $"{encoding} after {cut} of {packed.Length} bytes: {answer.Status} {answer.Body}");
        }
        Assert.Equal(400, (await SendAsync(broker, "POST", "/entities", Pack("", encoding), encoding)).Status);
        Assert.Equal(400, (await SendAsync(broker, "POST", "/entities", [], encoding)).Status);
        Assert.Equal(404, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Status);
    }

    [Fact]
    public async Task Every_route_with_a_body_refuses_what_it_cannot_unpack_and_says_what_it_can()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        foreach (var route in RouteTable.Routes.Where(route => route.Body != BodyKind.None))
        {
            var path = "/" + route.Template.Replace("{id}", "urn:ngsi-ld:Tank:1").Replace("{attr}", "level");
            foreach (var encoding in (string[])["zstd", "gzip, br", "gzip, gzip", "*"])
            {
                var answer = await SendAsync(broker, route.Method, path, Pack("{}", "gzip"), encoding);
                Assert.True(answer.Status == 415 && answer["Accept-Encoding"] == "gzip, br, deflate", $"{route.Method} {path} {encoding}: {answer.Status} {answer.Body}");
            }
            var wrong = await SendAsync(broker, route.Method, path, "{}"u8.ToArray(), "gzip");
            Assert.True(wrong.Status == 400 && wrong.Body.Contains("unpacked", StringComparison.Ordinal), $"{route.Method} {path}: {wrong.Status} {wrong.Body}");
        }
        Assert.Equal(1, (int)(await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Json["level"]!["value"]!);
    }

    [Fact]
    public async Task A_hundred_refused_bodies_leave_the_budget_as_it_was()
    {
        await using var broker = await TestBroker.StartAsync(options: o => (o.MaxBodyBytes, o.MaxReceivedBytes) = (100_000, 400_000));
        var (bomb, wrong) = (Pack("[" + new string(' ', 1_000_000) + "]", "gzip"), new byte[50_000]);
        for (var i = 0; i < 100; i++)
        {
            (await SendAsync(broker, "POST", "/entities", bomb, "gzip")).IsProblem(413, "PayloadTooLarge");
            (await SendAsync(broker, "POST", "/entities", wrong, "gzip")).IsProblem(400, "BadRequestData");
        }

        Assert.Equal(201, (await SendAsync(broker, "POST", "/entities", Pack(Samples.Tank(1), "gzip"), "gzip")).Status);
    }

    private static Task<Answer> SendAsync(TestBroker broker, string method, string path, byte[] body, string encoding) =>
        broker.SendAsync(method, path, body, "application/json", $"Content-Encoding: {encoding}");

    private static byte[] Pack(string text, string encoding)
    {
        using var packed = new MemoryStream();
        using (Stream stream = encoding.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            _ => new KeptOpen(packed),
        })
            stream.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private sealed class KeptOpen(MemoryStream inner) : MemoryStream
    {
        protected override void Dispose(bool disposing)
        {
            inner.Write(GetBuffer(), 0, (int)Length);
            base.Dispose(disposing);
        }
    }
}
