# Keep a local copy of every published figure in step with a tracker. Needs the packages jsonlite and curl.
#
#   Rscript mirror.R https://tracker.example.org figures.rds
#
# The copy and how far it has come are one file, replaced whole: killed at any point, the next run goes on from there.

library(jsonlite)

arguments <- commandArgs(trailingOnly = TRUE)
api <- paste0(sub("/$", "", arguments[1]), "/api/v1")
path <- arguments[2]

ask <- function(address) fromJSON(address, simplifyVector = FALSE)

save_copy <- function(copy) {
  unfinished <- paste0(path, ".new")
  saveRDS(copy, unfinished)
  file.rename(unfinished, path)
}

take_everything <- function() {
  status <- ask(paste0(api, "/status/"))$data
  answer <- curl::curl(paste0(api, "/figures.ndjson?revision=", status$sequence), open = "r")
  on.exit(close(answer))
  lines <- readLines(answer, encoding = "UTF-8")
  rows <- lapply(lines, fromJSON, simplifyVector = FALSE)
  names(rows) <- vapply(rows, function(row) as.character(row$id), "")
  list(ledger_id = status$ledger_id, sequence = status$sequence, rows = rows)
}

copy <- if (file.exists(path)) readRDS(path) else take_everything()
known <- ask(paste0(api, "/status/"))$data
if (known$ledger_id != copy$ledger_id || known$sequence < copy$sequence) {
  copy <- take_everything() # the tracker was restored from a backup
}

repeat {
  page <- ask(sprintf("%s/changes/?since=%d&limit=1000", api, as.integer(copy$sequence)))
  for (entry in page$data) {
    if (startsWith(entry$type, "figure.")) {
      copy$rows[[as.character(entry$id)]] <- entry$data # NULL takes the figure out
    }
  }
  copy$sequence <- page$meta$next_since
  save_copy(copy)
  if (!page$meta$has_more) break
}

cat(length(copy$rows), "figures, as of entry", copy$sequence, "\n", file = stderr())
