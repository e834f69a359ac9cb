using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Fractional.Client.Http;
using Fractional.Engine.Hosting;

namespace Fractional.Tests.Client;

/// <summary>What a request was, kept after it is gone.</summary>
sealed record Asked(string Method, string Path, string Body, HttpRequestHeaders Headers, DateTimeOffset At)
{
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.Single() : null;
}

/// <summary>A server that says what a test wrote for it, in order; the last answer again and again.</summary>
sealed class FakeSite(params Func<Asked, CancellationToken, Task<HttpResponseMessage>>[] answers) : HttpMessageHandler
{
    static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(30);

    public VirtualTime Time { get; } = new(Start);

    public List<Asked> Requests { get; } = [];

    public Uri Address { get; } = new("http://site.test/");

    /// <summary>Runs the clock until the task is done.</summary>
    public async Task<T> Passing<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            await Task.WhenAny(task, Task.Delay(1));
            Time.Advance(TimeSpan.FromMilliseconds(250));
        }
        return await task;
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var asked = new Asked(
            request.Method.Method, request.RequestUri!.PathAndQuery, body, request.Headers, Time.GetUtcNow());
        Requests.Add(asked);
        var answer = await answers[Math.Min(Requests.Count, answers.Length) - 1](asked, cancellationToken);
        answer.RequestMessage = request;
        return answer;
    }

    // ---- answers

    public static Func<Asked, CancellationToken, Task<HttpResponseMessage>> Says(
        string text, int status = 200, string type = "application/json", Action<HttpResponseHeaders>? head = null) =>
        (_, _) =>
        {
            var answer = new HttpResponseMessage((HttpStatusCode)status)
            {
                Content = new StringContent(text, Encoding.UTF8, type),
            };
            head?.Invoke(answer.Headers);
            return Task.FromResult(answer);
        };

    public static Func<Asked, CancellationToken, Task<HttpResponseMessage>> Gives<T>(T resource) =>
        Says(JsonSerializer.Serialize(resource, ClientJson.Options));

    public static Func<Asked, CancellationToken, Task<HttpResponseMessage>> Refuses(
        int status, string code, string members = "", Action<HttpResponseHeaders>? head = null) =>
        Says(
            $$"""{"type":"/problems/x","title":"x","status":{{status}},"detail":"why","code":"{{code}}"{{members}}}""",
            status, "application/problem+json", head);

    public static Func<Asked, CancellationToken, Task<HttpResponseMessage>> Breaks =>
        (_, _) => throw new HttpRequestException("connection reset");

    public static Func<Asked, CancellationToken, Task<HttpResponseMessage>> IsSilent => async (_, stop) =>
    {
        await Task.Delay(Timeout.Infinite, stop);
        throw new InvalidOperationException();
    };

    /// <summary>An event stream of these pieces, which then ends, or stays open and says nothing.</summary>
    public static Func<Asked, CancellationToken, Task<HttpResponseMessage>> Streams(
        bool staysOpen, params string[] pieces) => (_, _) =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StreamContent(new PieceByPiece(staysOpen, pieces)),
        });

    /// <summary>Gives one piece a read.</summary>
    sealed class PieceByPiece : Stream
    {
        readonly Channel<byte[]> pieces = Channel.CreateUnbounded<byte[]>();

        public PieceByPiece(bool staysOpen, string[] texts)
        {
            foreach (var text in texts) pieces.Writer.TryWrite(Encoding.UTF8.GetBytes(text));
            if (!staysOpen) pieces.Writer.Complete();
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (await pieces.Reader.WaitToReadAsync(cancellationToken))
            {
                if (!pieces.Reader.TryRead(out var piece)) continue;
                piece.CopyTo(buffer);
                return piece.Length;
            }
            return 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
