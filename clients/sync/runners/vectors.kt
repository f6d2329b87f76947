/**
 * Runs the test vectors of docs/offline-sync.md in Kotlin, and prints each case that ends otherwise.
 *
 * Needs kotlinx-serialization-json, and Java 19 or newer, which writes the shortest digits of a number.
 * Arguments: vectors.json and, if it is there, a file with rows of JSON, its canonical form and its digest.
 */
import java.io.File
import java.math.BigDecimal
import java.math.MathContext
import java.nio.ByteBuffer
import java.nio.charset.CharacterCodingException
import java.security.MessageDigest
import java.util.Base64
import kotlin.system.exitProcess
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.*

const val SCHEMA_VERSION = 5
val RISING = listOf("info", "caution", "seek_medical_advice", "avoid")
val OTHER_REASONS = setOf("correction", "addition", "schema")
val TAKEN_BACK = setOf("retracted", "withdrawn")
val NUMBER = Regex("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")
val RELEASE_ID = Regex("^([0-9]{4}-[0-9]{2}-[0-9]{2})\\.([0-9]+)-")

/** Why a sync could not use an answer. */
enum class Cause { GONE, UNAVAILABLE, INVALID_DATA, INVALID_CONTENT, NEWER_CONTENT }

class SyncError(val why: Cause, message: String) : Exception(message)

fun invalid(message: String): Nothing = throw SyncError(Cause.INVALID_DATA, message)

fun broken(message: String): Nothing = throw SyncError(Cause.INVALID_CONTENT, message)

// JSON

/** Parse the bytes of an answer. */
fun parseJson(bytes: ByteArray): JsonElement =
    try {
        Json.parseToJsonElement(Charsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString())
    } catch (error: CharacterCodingException) {
        invalid("not UTF-8")
    } catch (error: SerializationException) {
        invalid("not JSON")
    }

/** Return canonical JSON (RFC 8785). */
fun canonical(value: JsonElement): String =
    when (value) {
        is JsonNull -> "null"
        is JsonArray -> value.joinToString(",", "[", "]") { canonical(it) }
        is JsonObject ->
            // Strings compare by UTF-16 units, as RFC 8785 asks.
            value.keys.sorted().joinToString(",", "{", "}") { "${quoted(it)}:${canonical(value.getValue(it))}" }
        is JsonPrimitive ->
            when {
                value.isString -> quoted(value.content)
                value.content == "true" || value.content == "false" -> value.content
                NUMBER.matches(value.content) -> number(value.content.toDouble())
                else -> invalid("not JSON")
            }
    }

fun quoted(text: String): String {
    val written = StringBuilder("\"")
    text.forEachIndexed { place, char ->
        val paired =
            when {
                char.isHighSurrogate() -> text.getOrNull(place + 1)?.isLowSurrogate() == true
                char.isLowSurrogate() -> text.getOrNull(place - 1)?.isHighSurrogate() == true
                else -> true
            }
        if (!paired) invalid("half a character")
        when {
            char == '"' || char == '\\' -> written.append('\\').append(char)
            char == '\b' -> written.append("\\b")
            char == '\t' -> written.append("\\t")
            char == '\n' -> written.append("\\n")
            char == '\u000C' -> written.append("\\f")
            char == '\r' -> written.append("\\r")
            char < ' ' -> written.append("\\u").append(char.code.toString(16).padStart(4, '0'))
            else -> written.append(char)
        }
    }
    return written.append('"').toString()
}

/** Write a number as ECMAScript does. */
fun number(value: Double): String {
    if (!value.isFinite()) invalid("a number that is too large")
    if (value == 0.0) return "0"
    // Java writes two digits where one would do: 4.9E-324.
    val two = BigDecimal(Math.abs(value).toString())
    val one = two.round(MathContext(1))
    val shortest = (if (one.toDouble() == Math.abs(value)) one else two).stripTrailingZeros()
    val digits = shortest.unscaledValue().toString()
    val point = digits.length - shortest.scale()
    val written =
        when {
            point > 21 || point < -5 -> {
                val exponent = point - 1
                val rest = if (digits.length > 1) "." + digits.drop(1) else ""
                "${digits[0]}${rest}e${if (exponent < 0) "-" else "+"}${Math.abs(exponent)}"
            }
            point >= digits.length -> digits.padEnd(point, '0')
            point > 0 -> digits.take(point) + "." + digits.drop(point)
            else -> "0." + "0".repeat(-point) + digits
        }
    return if (value < 0) "-$written" else written
}

fun digestOf(value: JsonElement): String =
    MessageDigest.getInstance("SHA-256").digest(canonical(value).toByteArray()).joinToString("") { "%02x".format(it) }

fun digestsOf(parts: JsonObject): Map<String, String> = parts.mapValues { digestOf(it.value) }

fun objectOf(value: JsonElement?): JsonObject = value as? JsonObject ?: invalid("not of the documented shape")

fun listOf(value: JsonElement?): JsonArray = value as? JsonArray ?: invalid("not of the documented shape")

fun textOf(value: JsonElement?): String = textOrNull(value) ?: invalid("not of the documented shape")

fun textOrNull(value: JsonElement?): String? = (value as? JsonPrimitive)?.takeIf { it.isString }?.content

fun booleanOf(value: JsonElement?): Boolean? = (value as? JsonPrimitive)?.takeIf { !it.isString }?.booleanOrNull

// Answers

/** What is stored: one complete release. */
data class Snapshot(
    val release: String,
    val digests: Map<String, String>,
    val parts: Map<String, JsonElement>,
    val releases: List<JsonElement>,
    val etag: String = "",
)

data class Note(val id: String, val text: String, val safety: Boolean)

fun notesOf(releases: List<JsonElement>): List<Note> =
    releases.map {
        val note = objectOf(it)
        Note(textOf(note["id"]), textOf(note["note"]), textOf(note["reason"]) !in OTHER_REASONS)
    }

fun parseBundle(body: ByteArray): Snapshot {
    val whole = objectOf(parseJson(body))
    val data = objectOf(whole["data"])
    val parts = objectOf(data["parts"])
    return verified(data, objectOf(whole["meta"]), digestsOf(parts), parts)
}

/** Apply a delta to a copy; return it, and whether the reader must be told. */
fun applyChanges(current: Snapshot, body: ByteArray): Pair<Snapshot, Boolean> {
    val whole = objectOf(parseJson(body))
    val data = objectOf(whole["data"])
    val safety = booleanOf(data["safety"]) ?: invalid("safety is missing")
    if (textOf(data["since"]) != current.release) invalid("the changes are from another release")
    val removed = listOf(data["removed"]).map { textOf(it) }.toSet()
    val upserts = objectOf(data["upserts"])
    val digests = current.digests - removed + digestsOf(upserts)
    val fresh = verified(data, objectOf(whole["meta"]), digests, current.parts - removed + upserts)
    val told = notesOf(fresh.releases).any { it.safety }
    return Pair(fresh.copy(releases = current.releases + fresh.releases), safety || told)
}

fun verified(
    data: JsonObject,
    meta: JsonObject,
    digests: Map<String, String>,
    parts: Map<String, JsonElement>,
): Snapshot {
    val release = textOf(data["release"])
    val digest = textOf(data["digest"])
    val version = data["schema_version"] as? JsonPrimitive
    val schema = version?.takeIf { !it.isString }?.intOrNull ?: invalid("schema_version is not a number")
    val releases = listOf(data["releases"])
    notesOf(releases)
    val digested = JsonObject(digests.mapValues { JsonPrimitive(it.value) })
    if (digestOf(JsonObject(mapOf("parts" to digested, "schema_version" to version))) != digest) invalid("another digest of the content")
    if (digestOf(releases) != textOf(data["releases_digest"])) invalid("another digest of the releases")
    if (release != textOf(meta["release"]) || !release.endsWith(digest.take(8))) invalid("another release")
    if (schema > SCHEMA_VERSION) throw SyncError(Cause.NEWER_CONTENT, "schema version $schema: update this app")
    return Snapshot(release, digests, parts, releases)
}

// Entries

/** One release. */
class Content(val snapshot: Snapshot) {
    private val parts = snapshot.parts
    private val keys = parts.filterValues { it is JsonObject && "kind" in it }.keys

    /** Put every entry back, or fail. */
    fun requireWhole() = keys.forEach { shown(it) }

    /** Return what is shown of an entry, found also by a former slug. */
    fun shown(name: String): JsonObject {
        val key = if (name in keys) name else textOrNull((parts["moved"] as? JsonObject)?.get(name)) ?: name
        val record = record(key)
        val own = "${textOrNull(record["kind"])}/${textOrNull(record["slug"])}"
        if (key != own) broken("$key is a part of another entry")
        expanded(record)
        texts(record["aliases"])
        text(record["summary"])
        return JsonObject(
            mapOf(
                "name" to text(record["name"]),
                "cautions" to JsonArray(objects(record["cautions"]).map { caution(it) }),
                "claims" to JsonArray(objects(record["claims"]).map { claim(it) }),
                "related" to JsonArray(objects(record["related"]).flatMap { related(it) }),
            ),
        )
    }

    private fun caution(line: JsonObject): JsonArray {
        val record = expanded(record("cautions/${text(line["slug"]).content}")) as JsonObject
        listOf("name", "why").forEach { text(record[it]) }
        listOf("action", "unless", "applies_when").forEach { textOrNone(record[it]) }
        listOf("what_to_do", "urgent_signs").forEach { texts(record[it]) }
        if (record["who"] !is JsonObject) broken("who is missing")
        val mustDisplay = booleanOf(record["must_display"]) ?: broken("must_display is missing")
        val severity = text(line["severity"])
        val shown = JsonPrimitive(mustDisplay || severity.content !in RISING)
        return JsonArray(listOf(line.getValue("slug"), severity, text(line["sentence"]), shown))
    }

    private fun claim(grade: JsonObject): JsonArray {
        val record = record("claims/${text(grade["slug"]).content}")
        listOf("statement", "about", "population", "directness", "basis", "scope").forEach { text(record[it]) }
        listOf("verdict", "direction").forEach { textOrNone(grade[it]) }
        val labels = objects(record["evidence"]).map { label(it) }
        return JsonArray(listOf(grade.getValue("slug"), text(grade["certainty"])) + labels)
    }

    private fun label(evidence: JsonObject): JsonElement {
        text(evidence["stance"])
        val source = record("sources/${textOrNull((evidence["source"] as? JsonObject)?.get("slug"))}")
        textOrNone(source["url"])
        val who = listOf("first_author", "journal").mapNotNull { textOrNull(source[it]) }.firstOrNull { it != "" }
        val year = (source["year"] as? JsonPrimitive)?.takeIf { it !is JsonNull }?.content ?: "n.d."
        val plain = if (who == null) text(source["name"]).content else "$who $year"
        val status = textOrNull(source["retraction_status"])
        return JsonPrimitive(if (status in TAKEN_BACK) "$plain ($status)" else plain)
    }

    private fun related(group: JsonObject): List<JsonElement> {
        text(group["relation"])
        return texts(group["entries"]).map {
            text(record(it)["name"])
            JsonPrimitive("/v1/$it")
        }
    }

    private fun record(key: String): JsonObject = parts[key] as? JsonObject ?: broken("$key is missing")

    /** Return a copy in which every reference has the name and the address of its entry. */
    private fun expanded(value: JsonElement): JsonElement {
        if (value is JsonArray) return JsonArray(value.map { expanded(it) })
        if (value !is JsonObject) return value
        val copy = value.mapValues { expanded(it.value) }
        if ("kind" !in value || "slug" !in value || "href" in value) return JsonObject(copy)
        val key = "${textOrNull(value["kind"])}/${textOrNull(value["slug"])}"
        return JsonObject(copy + mapOf("name" to text(record(key)["name"]), "href" to JsonPrimitive("/v1/$key")))
    }

    private fun text(value: JsonElement?): JsonPrimitive =
        (value as? JsonPrimitive)?.takeIf { it.isString } ?: broken("a text is missing")

    private fun textOrNone(value: JsonElement?) {
        if (value !is JsonNull) text(value)
    }

    private fun texts(value: JsonElement?): List<String> =
        (value as? JsonArray ?: broken("a list is missing")).map { text(it).content }

    private fun objects(value: JsonElement?): List<JsonObject> =
        (value as? JsonArray ?: broken("a list is missing")).map { it as? JsonObject ?: broken("an object is missing") }
}

// Syncs

data class Answer(val status: Int, val etag: String, val body: ByteArray)

data class Report(
    val outcome: String,
    val before: String?,
    val after: String?,
    val safety: Boolean = false,
    val notes: List<Note> = listOf(),
    val problem: String? = null,
) {
    /** Return it as the vectors have it. */
    fun json(): JsonObject =
        JsonObject(
            mapOf(
                "outcome" to JsonPrimitive(outcome),
                "before" to JsonPrimitive(before),
                "after" to JsonPrimitive(after),
                "safety" to JsonPrimitive(safety),
                "notes" to JsonArray(notes.map { JsonPrimitive(it.text) }),
                "problem" to JsonPrimitive(problem != null),
            ),
        )
}

/** A client with a store in memory; `ask` gets the answer to a path with an ETag, which may be empty. */
class Client(var stored: Snapshot? = null, var ask: (String, String) -> Answer) {
    fun sync(): Report {
        val current = stored
        return try {
            if (current == null) syncBundle(null) else syncChanges(current)
        } catch (error: SyncError) {
            val outcome = if (error.why == Cause.NEWER_CONTENT) "update_needed" else "offline"
            Report(outcome, current?.release, current?.release, problem = error.message)
        }
    }

    private fun syncChanges(current: Snapshot): Report {
        val answer: Answer
        val changed: Pair<Snapshot, Boolean>
        try {
            answer = get("/v1/changes", current.etag)
            changed = if (answer.status == 304) Pair(current, false) else applyChanges(current, answer.body)
        } catch (error: SyncError) {
            if (error.why == Cause.GONE || error.why == Cause.INVALID_DATA) return syncBundle(current)
            throw error
        }
        val (fresh, safety) = changed
        if (fresh.release == current.release) {
            if (answer.status != 304) save(current.copy(etag = answer.etag))
            return Report("unchanged", current.release, current.release)
        }
        save(fresh)
        val notes = notesOf(fresh.releases.drop(current.releases.size))
        return Report("delta", current.release, fresh.release, safety, notes)
    }

    private fun syncBundle(current: Snapshot?): Report {
        val fresh = parseBundle(get("/v1/bundle", "").body)
        if (current != null && isOlder(fresh.release, current.release)) {
            return Report("unchanged", current.release, current.release, problem = "the server has an older release")
        }
        save(fresh)
        val notes = notesOf(fresh.releases).filter { current != null && isOlder(current.release, it.id) }
        return Report("bundle", current?.release, fresh.release, notes.any { it.safety }, notes)
    }

    private fun get(path: String, etag: String): Answer {
        val answer = ask(path, etag)
        when {
            answer.status == 200 || (answer.status == 304 && etag != "") -> return answer
            answer.status == 410 -> throw SyncError(Cause.GONE, "nothing there")
            else -> throw SyncError(Cause.UNAVAILABLE, "the server answered ${answer.status}")
        }
    }

    /** Replace what is stored, unless an entry cannot be put back. */
    private fun save(snapshot: Snapshot) {
        Content(snapshot).requireWhole()
        stored = snapshot
    }
}

/** Return whether a release was made before another; unreleased content comes before every release. */
fun isOlder(one: String, other: String): Boolean =
    compareValuesBy(one, other, { order(it).first }, { order(it).second }) < 0

fun order(release: String): Pair<String, Int> =
    RELEASE_ID.find(release)?.destructured?.let { (date, counter) -> Pair(date, counter.toInt()) } ?: Pair("", 0)

// Vectors

/** Run one sync and return what differs from the vectors. */
fun run(step: JsonObject, bodies: JsonArray, client: Client): List<String> {
    val wrong = mutableListOf<String>()
    fun compare(what: String, found: JsonElement, expected: JsonElement?) {
        if (canonical(found) != expected?.let { canonical(it) }) wrong += "$what is ${canonical(found)}"
    }
    client.ask = { path, etag ->
        step["if_none_match"]?.let { compare("If-None-Match", JsonPrimitive(etag), it) }
        val answer = objectOf(objectOf(step["answers"])[path])
        val body = objectOf(bodies[(answer["body"] as JsonPrimitive).int])
        val encoded = textOrNull(body["base64"])
        val bytes = encoded?.let { Base64.getDecoder().decode(it) } ?: textOf(body["text"]).toByteArray()
        Answer((answer["status"] as JsonPrimitive).int, textOrNull(objectOf(answer["headers"])["ETag"]) ?: "", bytes)
    }
    val before = client.stored
    val report = client.sync()
    compare("report", report.json(), step["report"])
    if (report.outcome in setOf("offline", "update_needed") && client.stored !== before) wrong += "the store changed"
    if (client.stored?.release != report.after) wrong += "the store has another release"
    val entries = step["entries"] as? JsonObject ?: return wrong
    entries.forEach { (key, expected) -> compare(key, Content(client.stored!!).shown(key), expected) }
    return wrong
}

fun main(arguments: Array<String>) {
    val whole = objectOf(parseJson(File(arguments[0]).readBytes()))
    check((whole["schema_version"] as JsonPrimitive).int == SCHEMA_VERSION)
    val wrong = mutableListOf<String>()
    val cases = listOf(whole["cases"]).map { objectOf(it) }
    for (case in cases) {
        val client = Client { _, _ -> error("nobody asks yet") }
        for (step in listOf(case["steps"])) {
            wrong += run(objectOf(step), listOf(whole["bodies"]), client).map { "${textOf(case["name"])}: $it" }
        }
    }
    val rows = if (arguments.size > 1) listOf(parseJson(File(arguments[1]).readBytes())) else JsonArray(listOf())
    for (row in rows) {
        val (text, written, digest) = listOf(row).map { textOf(it) }
        val value = parseJson(text.toByteArray())
        val found = canonical(value)
        if (found != written || digestOf(value) != digest) wrong += "canonical JSON of $text is $found"
    }
    wrong.forEach { println(it) }
    println("${cases.size} cases, ${rows.size} rows, ${wrong.size} wrong")
    if (wrong.isNotEmpty()) exitProcess(1)
}
