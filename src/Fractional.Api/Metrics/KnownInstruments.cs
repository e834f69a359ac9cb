namespace Fractional.Api.Metrics;

/// <summary>An instrument that is shown, and how.</summary>
/// <param name="Name">As exposed: words with underscores, its unit last.</param>
/// <param name="Kind">counter, gauge or histogram.</param>
/// <param name="Tags">Those that are shown; each has few values, so that nobody can make many series.</param>
sealed record Exposed(string Name, string Kind, string Help, params string[] Tags);

/// <summary>What <c>/metrics</c> shows: a list, so that a new runtime adds nothing by itself.</summary>
static class KnownInstruments
{
    /// <summary>By meter and instrument.</summary>
    public static readonly Dictionary<(string Meter, string Instrument), Exposed> All = new()
    {
        [("Microsoft.AspNetCore.Hosting", "http.server.request.duration")] = new(
            "http_server_request_duration_seconds", "histogram", "Requests by route and status, and their times.",
            "http.request.method", "http.route", "http.response.status_code"),
        [("Microsoft.AspNetCore.Hosting", "http.server.active_requests")] = new(
            "http_server_active_requests", "gauge", "Requests that are being answered, streams among them."),
        [("Microsoft.AspNetCore.Server.Kestrel", "kestrel.active_connections")] = new(
            "kestrel_active_connections", "gauge", "Open sockets."),
        [("Microsoft.AspNetCore.Server.Kestrel", "kestrel.rejected_connections")] = new(
            "kestrel_rejected_connections_total", "counter", "Sockets refused because there were too many."),
        [(ApiMeter.Name, "fractional.api.limited")] = new(
            "fractional_api_limited_total", "counter", "Requests answered 429, by the bucket that was empty.", "quota"),
        [(ApiMeter.Name, "fractional.api.sign_ins")] = new(
            "fractional_api_sign_ins_total", "counter", "Tries to sign in, by what came of them.", "outcome"),
        [(ApiMeter.Name, "fractional.engine.head")] = new(
            "fractional_engine_head_block", "gauge", "Number of the newest block that is followed; 0 without one."),
        [(ApiMeter.Name, "fractional.engine.behind")] = new(
            "fractional_engine_behind_blocks", "gauge", "Blocks to follow before the board is complete."),
        [(ApiMeter.Name, "fractional.engine.events")] = new(
            "fractional_engine_journal_events", "gauge", "Events of the journal that are on the board."),
        [(ApiMeter.Name, "fractional.engine.vaults")] = new(
            "fractional_engine_vaults", "gauge", "Vaults that are followed."),
        [(ApiMeter.Name, "fractional.engine.trouble")] = new(
            "fractional_engine_trouble", "gauge", "1 while the chain or the journal is away."),
        [("System.Runtime", "dotnet.process.memory.working_set")] = new(
            "dotnet_process_memory_working_set_bytes", "gauge", "Physical memory of the process."),
        [("System.Runtime", "dotnet.process.cpu.time")] = new(
            "dotnet_process_cpu_time_seconds_total", "counter", "Processor time.", "cpu.mode"),
        [("System.Runtime", "dotnet.gc.collections")] = new(
            "dotnet_gc_collections_total", "counter", "Garbage collections by generation.", "gc.heap.generation"),
        [("System.Runtime", "dotnet.thread_pool.queue.length")] = new(
            "dotnet_thread_pool_queue_length", "gauge", "Work items that wait for a thread."),
        [("System.Runtime", "dotnet.exceptions")] = new(
            "dotnet_exceptions_total", "counter", "Exceptions thrown, handled ones among them."),
    };
}
